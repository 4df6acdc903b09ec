using System.Runtime.InteropServices;
using Breezeway.Annex;
using Breezeway.Annex.Matching;
using Breezeway.Assistant;
using Breezeway.Assistant.Daemon;
using Breezeway.Base;
using Breezeway.Base.Files;
using Breezeway.Base.Logging;
using Breezeway.Cli.Options;
using Breezeway.Cli.Output;
using Breezeway.Cli.Run;

namespace Breezeway.Cli.Commands;

/// <summary><c>assistant</c>, and <c>watch</c>, which only adds and commits (assistant.md 1).</summary>
public sealed class AssistantCommand(bool watchOnly) : AnnexCommand
{
    static readonly Option s_foreground = new("--foreground", "do not daemonize");
    static readonly Option s_stop = new("--stop", "stop daemon");
    static readonly Option s_autostart = new("--autostart", "start in known repositories");
    static readonly Option s_autostop = new("--autostop", "stop in known repositories");
    static readonly Option s_startDelay = new(["--startdelay"], "DURATION", "delay before running startup scan");

    /// <summary>--stop waits so long for the daemon to finish what it holds: longer than it takes itself the time for.</summary>
    static readonly TimeSpan s_stopWait = TimeSpan.FromSeconds(15);

    public override string Name => watchOnly ? "watch" : "assistant";
    public override Section Section => Section.Common;
    public override string Summary => watchOnly ? "daemon to watch for changes and autocommit" : "daemon to add files and automatically sync changes";
    public override IReadOnlyList<Option> Options => watchOnly ? [s_foreground, s_stop] : [s_foreground, s_stop, s_autostart, s_startDelay, s_autostop];

    public override int Run(Arguments arguments)
    {
        if (arguments.Words.Count > 0) throw new UsageError($"{Name} takes no such word: {arguments.Words[0]}");
        var delay = StartDelay(arguments);
        if (arguments.Has(s_autostop)) return Autostart.Stop();
        if (arguments.Has(s_autostart)) return Autostart.Start(arguments.Has(s_foreground));
        bool isDaemon = Daemonising.IsDaemon();
        using var access = RepositoryAccess.Open(arguments, new Reporter(OutputOptions.Style(arguments), Name), merge: false);
        var repository = access.Repository;
        if (repository.IsBare) throw new UserError("You cannot run this command in a bare repository.");
        if (arguments.Has(s_stop)) return Stop(repository);
        if (Unsuitable(repository) is { } why) throw new UserError(why);
        if (DaemonPid.Running(repository) is not null) throw new UserError("Daemon is already running.");
        if (isDaemon || arguments.Has(s_foreground)) return RunHere(repository, delay, isDaemon);
        Out.Flush();
        return Daemonising.Start();
    }

    static TimeSpan StartDelay(Arguments arguments)
    {
        if (arguments.Value(s_startDelay) is not { } text) return TimeSpan.Zero;
        return Durations.TryParse(text, out var delay) ? delay : throw new UsageError($"option --startdelay: bad duration {text} (examples: 30s, 5m)");
    }

    static int Stop(AnnexRepository repository)
    {
        if (Daemonising.Stop(repository, s_stopWait)) return 0;
        throw new UserError(FormattableString.Invariant($"the daemon (process {DaemonPid.Running(repository)}) was asked to stop, and has not ended after {s_stopWait.TotalSeconds} seconds; if it hangs: kill -9 {DaemonPid.Running(repository)}"));
    }

    /// <summary>What the assistant cannot work on yet; null when nothing is in its way.</summary>
    static string? Unsuitable(AnnexRepository repository)
    {
        if (repository.Refs.CurrentBranch is not { } branch) return null;
        if (branch.StartsWith("adjusted/", StringComparison.Ordinal) || branch.StartsWith("views/", StringComparison.Ordinal))
            return $"{branch} is checked out; this version's assistant works on ordinary branches only (git checkout BRANCH)";
        return null;
    }

    int RunHere(AnnexRepository repository, TimeSpan delay, bool isDaemon)
    {
        using var stop = new CancellationTokenSource();
        using var term = OnSignal(PosixSignal.SIGTERM, stop.Cancel);
        using var interrupt = OnSignal(PosixSignal.SIGINT, stop.Cancel);
        using var hangup = OnSignal(PosixSignal.SIGHUP, isDaemon ? static () => { } : stop.Cancel);
        using var files = DaemonFiles.Take(repository);
        // a directory below may come to be removed
        Fs.ChangeDirectory(repository.Top);
        using var log = DaemonLog.Start(repository.AnnexDirectory, TimeProvider.System);
        log.WithDebug = DebugLog.Enabled;
        log.TakeOutput();
        repository.Branch.Says = what => log.Debug("Branch", what);
        if (isDaemon) Daemonising.SayReady();
        using var assistant = new Breezeway.Assistant.Assistant(repository, new AssistantOptions(Syncs: !watchOnly, delay), log);
        return assistant.Run(stop.Token);
    }

    static PosixSignalRegistration OnSignal(PosixSignal signal, Action act) => PosixSignalRegistration.Create(signal, c =>
    {
        c.Cancel = true;
        act();
    });
}
