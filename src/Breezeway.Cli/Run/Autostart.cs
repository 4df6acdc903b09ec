using Breezeway.Assistant.Daemon;
using Breezeway.Base.Files;
using Breezeway.Base.Processes;
using Breezeway.Cli.Output;

namespace Breezeway.Cli.Run;

/// <summary>Starts and stops the assistants of the listed repositories, each by this program anew (assistant.md 1).</summary>
static class Autostart
{
    const string Delay = "--startdelay=5s";

    /// <param name="foreground">Waits until all of them have ended.</param>
    public static int Start(bool foreground)
    {
        var running = new List<Child>();
        foreach (string directory in AutostartFile.Demand())
        {
            Out.Line($"git-annex autostart in {directory}");
            Out.Flush();
            Report(Call(directory, ["assistant", "--stop"]) is not null && Begin(directory, foreground, running));
        }
        foreach (var child in running) child.Wait();
        return 0;
    }

    public static int Stop()
    {
        foreach (string directory in AutostartFile.Read())
        {
            Out.Line($"git-annex autostop in {directory}");
            Out.Flush();
            Report(Call(directory, ["assistant", "--stop"]) == 0);
        }
        return 0;
    }

    static void Report(bool ok)
    {
        Out.Line(ok ? "ok" : "failed");
        Out.Flush();
    }

    static bool Begin(string directory, bool foreground, List<Child> running)
    {
        string[] words = [.. Idly(), Daemonising.Program, "assistant", Delay, .. foreground ? ["--foreground"] : Array.Empty<string>()];
        if (!foreground) return Call(directory, words, given: true) == 0;
        if (TryStart(directory, words) is not { } child) return false;
        running.Add(child);
        return true;
    }

    /// <summary>Disk accesses of an assistant that starts by itself wait for those of others.</summary>
    static string[] Idly() => (ProcessEnvironment.Get("PATH") ?? "").Split(':').Any(p => p.Length > 0 && Fs.IsFile($"{p}/ionice")) ? ["ionice", "-c3"] : [];

    /// <summary>The exit code; null when it could not be run there.</summary>
    static int? Call(string directory, string[] words, bool given = false)
    {
        using var child = TryStart(directory, given ? words : [Daemonising.Program, .. words]);
        return child?.Wait();
    }

    static Child? TryStart(string directory, string[] words)
    {
        if (!Fs.IsDirectory(directory)) { Out.Error($"git-annex: {directory}: no such directory"); return null; }
        try { return Child.Start(new Command(words) { Directory = directory, Input = Stdio.Null, Output = Stdio.Inherit, Errors = Stdio.Inherit }); }
        catch (FileError e) { Out.Error($"git-annex: {e.Message}"); return null; }
    }
}
