using Breezeway.Annex;
using Breezeway.Base;
using Breezeway.Base.Files;
using Breezeway.Base.Processes;

namespace Breezeway.Cli.Run;

/// <summary>
/// Becoming a daemon (assistant.md 1): the program starts itself once more, in a session of its own and with DAEMONIZED in its environment, and ends. The first one waits until the other holds
/// daemon.pid, so that <c>--stop</c> finds it from then on, and what keeps it from starting is said to the user.
/// </summary>
static class Daemonising
{
    const string Mark = "DAEMONIZED";

    /// <summary>The executable's file.</summary>
    public static string Program { get; } = Fs.ReadLink("/proc/self/exe") ?? throw new UserError("/proc/self/exe cannot be read: is /proc mounted?");

    /// <summary>This process is the one that was started to be the daemon. Asked once: children do not inherit the mark.</summary>
    public static bool IsDaemon()
    {
        bool is_ = ProcessEnvironment.Get(Mark) == Program;
        if (is_) ProcessEnvironment.Set(Mark, null);
        return is_;
    }

    /// <summary>Starts the daemon with this process's own words. Returns the exit code: 0 once it holds daemon.pid, 1 when it ended before (it said why).</summary>
    public static int Start()
    {
        string[] words = ProcessEnvironment.Arguments();
        StandardStreams.KeepOthersFromChildren();
        var (told, tells) = Child.Pipe();
        using (told)
        {
            // its stdin is the pipe by which it tells us; not disposed: it goes on without us
            using (tells) _ = Child.Start(new Command([Program, .. words.Skip(1)]) { Argv0 = words[0], InputFile = tells, Output = Stdio.Inherit, Errors = Stdio.Inherit, NewSession = true, Environment = [(Mark, Program)] });
            return told.Read(stackalloc byte[1]) == 1 ? 0 : 1;
        }
    }

    /// <summary>Tells whoever started us that we are the daemon now; stdin is empty from then on.</summary>
    public static void SayReady()
    {
        try { new FileHandle(0, "stdin").Write("."u8); }
        catch (FileError) { /* nobody waits: started by hand with the mark set */ }
        StandardStreams.EmptyInput();
    }

    /// <summary>Ends the repository's daemon and waits until it is gone; true also when there was none.</summary>
    public static bool Stop(AnnexRepository repository, TimeSpan limit)
    {
        if (DaemonPid.Running(repository) is not { } pid) return true;
        if (!Child.Signal(pid, 15) && DaemonPid.Running(repository) is not null) throw new UserError(Invariant($"the daemon (process {pid}) may not be signalled: it belongs to another user"));
        long until = Environment.TickCount64 + (long)limit.TotalMilliseconds;
        // the end of a process that is no child of ours is told by nothing
        for (int pause = 1; DaemonPid.Running(repository) is not null; pause = Math.Min(pause * 2, 50))
        {
            if (Environment.TickCount64 >= until) return false;
            Thread.Sleep(pause);
        }
        return true;
    }

    static string Invariant(FormattableString text) => FormattableString.Invariant(text);
}
