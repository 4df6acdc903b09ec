using System.Collections.Concurrent;
using Breezeway.Assistant.Remote;
using Breezeway.Base.Files;
using Breezeway.Base.Processes;
using Breezeway.Base.Text;
using Breezeway.Cli.Options;
using Breezeway.Cli.Output;
using Breezeway.Remotes.Ssh;

namespace Breezeway.Cli.Commands;

public sealed class RemoteDaemonCommand : AnnexCommand
{
    static readonly Option s_foreground = new("--foreground", "do not daemonize");
    static readonly Option s_alone = new(["--in-background"], null, "is in the background") { Hidden = true };

    /// <summary>In the background nobody says when the configuration has changed.</summary>
    static readonly TimeSpan s_reload = TimeSpan.FromHours(1);

    public override string Name => "remotedaemon";
    public override Section Section => Section.Common;
    public override string Summary => "persistent communication with remotes";
    public override IReadOnlyList<Option> Options => [s_foreground, s_alone];
    public override string Description =>
        "Keeps a connection to each remote that is reached by ssh, and fetches from it as soon as it changes. In the foreground it is told what to do on standard input "
        + "(PAUSE, LOSTNET, RESUME, CHANGED, RELOAD, STOP) and tells on standard output what it does.";

    public override int Run(Arguments arguments)
    {
        if (arguments.Words.Count > 0) throw new UsageError("This command takes no parameters.");
        if (!arguments.Has(s_foreground) && !arguments.Has(s_alone)) return ToBackground();
        using var access = RepositoryAccess.Open(arguments, new Reporter(new ReportStyle(), Name), merge: false);
        using var daemon = new RemoteDaemon(access.Repository, new Teller());
        daemon.Start();
        return arguments.Has(s_alone) ? Alone(daemon) : Told(daemon);
    }

    static int ToBackground()
    {
        Child.Start(new Command(GitSsh.Executable, "remotedaemon", "--in-background") { Argv0 = "git-annex", NewSession = true, Output = Stdio.Null, Errors = Stdio.Null });
        return 0;
    }

    static int Alone(RemoteDaemon daemon)
    {
        while (true)
        {
            Thread.Sleep(s_reload);
            daemon.Reload();
        }
    }

    static int Told(RemoteDaemon daemon)
    {
        // not disposed: the thread that reads may still be adding to it when the last order was obeyed
        var lines = new BlockingCollection<string>();
        new Thread(() => ReadLines(lines)) { IsBackground = true, Name = "stdin" }.Start();
        foreach (string line in lines.GetConsumingEnumerable())
        {
            if (RemoteDaemonOrder.TryParse(line) is not { } order) { Out.Error($"git-annex: protocol error: {line}"); return 1; }
            if (!daemon.Obey(order)) return 0;
        }
        return 0;
    }

    static void ReadLines(BlockingCollection<string> lines)
    {
        var stdin = new FileHandle(0, "stdin");
        Span<byte> buffer = stackalloc byte[4096];
        string text = "";
        try
        {
            for (int n; (n = stdin.Read(buffer)) > 0;)
            {
                text += ByteText.From(buffer[..n]);
                for (int end; (end = text.IndexOf('\n')) >= 0; text = text[(end + 1)..]) lines.Add(text[..end]);
            }
        }
        catch (FileError) { /* nobody speaks any more */ }
        lines.CompleteAdding();
    }

    /// <summary>Tells on standard output.</summary>
    sealed class Teller : IRemoteDaemonEvents
    {
        public void Connected(string url) => Tell($"CONNECTED {url}");
        public void Disconnected(string url) => Tell($"DISCONNECTED {url}");
        public void Syncing(string url) => Tell($"SYNCING {url}");
        public void DoneSyncing(string url, bool ok) => Tell($"DONESYNCING {url} {(ok ? 1 : 0)}");
        public void Warning(string url, string message) => Tell($"WARNING {url} {message.Replace('\n', ' ')}");

        static void Tell(string line)
        {
            Out.Line(line);
            Out.Flush();
        }
    }
}
