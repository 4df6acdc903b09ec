using Breezeway.Annex;
using Breezeway.Base.Files;

namespace Breezeway.Assistant.Daemon;

/// <summary>Writes daemon.status: at the start, at the end, and from time to time between (assistant.md 1).</summary>
public sealed class StatusKeeper(AnnexRepository repository, Func<bool> scanComplete)
{
    static readonly TimeSpan s_interval = TimeSpan.FromMinutes(10);

    string Path => DaemonStatus.PathOf(repository.AnnexDirectory);

    public void Run(CancellationToken stop)
    {
        do Write(); while (!stop.WaitHandle.WaitOne(s_interval));
        Write();
    }

    void Write()
    {
        var before = DaemonStatus.Parse(Fs.TryReadText(Path) ?? "");
        Fs.WriteAtomic(Path, (before with { LastRunning = repository.Time.GetUtcNow(), ScanComplete = scanComplete(), SanityCheckRunning = false }).Format());
    }
}
