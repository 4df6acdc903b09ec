using Breezeway.Annex;
using Breezeway.Annex.Keys;
using Breezeway.Cli.Output;
using Breezeway.Remotes;
using Breezeway.Sync.Transfer;

namespace Breezeway.Cli.Run;

/// <summary>Gets the content of a key from whichever remote has it, and says what came of it.</summary>
public sealed class Getting(CommandRun run, RepositoryNames names)
{
    readonly Lazy<Download> _download = new(() => new Download(run.Transfers));

    /// <summary>From that remote only. Returns whether the content is here now.</summary>
    public bool From(RemoteInfo remote, Key key, string file, ActionReport report, CancellationToken stop)
    {
        report.Note($"from {remote.Name}...");
        try
        {
            var opened = run.Remotes.Open(remote);
            return Fetch(opened, key, file, report, stop);
        }
        catch (RemoteFailure e) { report.Error(e.Message); return false; }
    }

    bool Fetch(IContentRemote remote, Key key, string file, ActionReport report, CancellationToken stop)
    {
        var outcome = _download.Value.From(remote, key, file, n => report.Progress(n, key.Size), null, stop);
        if (outcome is not TransferOutcome.Failed failed) return true;
        foreach (string message in failed.Messages) report.Error(message);
        return false;
    }

    /// <summary>From the remotes that the location log lists, cheapest first; says where else content may be when none has it.</summary>
    public bool FromAny(Key key, string file, ActionReport report, CancellationToken stop)
    {
        var listed = run.Repository.LocationsOf(key);
        var failed = new List<RemoteInfo>();
        foreach (var remote in run.Remotes.Usable.Where(r => listed.Contains(r.Uuid)))
        {
            // a remote that is not there, or lacks it, is passed by without a word
            if (TryHave(remote, key) is { } opened)
            {
                report.Note($"from {remote.Name}...");
                if (Fetch(opened, key, file, report, stop)) return true;
            }
            failed.Add(remote);
        }
        SayUnavailable(listed, failed, report);
        return false;
    }

    IContentRemote? TryHave(RemoteInfo remote, Key key)
    {
        try { return run.Remotes.Open(remote) is var r && (!r.IsPresenceCheap || r.CheckPresent(key)) ? r : null; }
        catch (RemoteFailure) { return null; }
    }

    void SayUnavailable(IReadOnlyList<Uuid> listed, List<RemoteInfo> failed, ActionReport report)
    {
        if (failed.Count == 0) report.Note("not available");
        else report.LongNote($"Unable to access these remotes: {string.Join(", ", failed.Select(r => r.Name))}");
        var elsewhere = listed.Where(u => u != run.Repository.Uuid && run.Locations.IsAlive(u) && !failed.Any(f => f.Uuid == u)).ToList();
        names.SayElsewhere(elsewhere, run.Remotes, report, "No other repository is known to contain the file.");
        run.SayIgnored(report);
    }
}
