using Breezeway.Annex.Logs;
using Breezeway.Cli.Output;
using Breezeway.Cli.Seek;
using Breezeway.Remotes;
using Breezeway.Sync.Transfer;

namespace Breezeway.Cli.Run;

/// <summary>What <c>copy</c> and <c>move</c> have in common: content gets to its destination, and then, for a move, away from its source (policy.md 5).</summary>
/// <param name="removes">It is a move.</param>
public sealed class Moving(CommandRun run, bool removes)
{
    readonly Getting _getting = new(run, run.Names);
    readonly Dropping _dropping = new(run);
    readonly Lazy<Upload> _upload = new(() => new Upload(run.Transfers));

    /// <summary>From here to a remote.</summary>
    public void To(RemoteInfo to, SeekItem item)
    {
        if (!run.Repository.Objects.Has(item.Key) || (run.Fast && !removes && IsListed(to, item))) return;
        var report = run.Start(item);
        if (Deliver(to, item, report, out bool had)) report.End(!removes || Leave(null, to, had, item, report));
        else report.End(false);
    }

    /// <summary>From a remote to here.</summary>
    public void From(RemoteInfo from, SeekItem item)
    {
        bool had = run.Repository.Objects.Has(item.Key);
        if ((had && !removes) || !IsListed(from, item)) return;
        var report = run.Start(item);
        if (had) report.Note($"from {from.Name}...");
        report.End((had || _getting.From(from, item.Key, item.FileName, report, CancellationToken.None)) && (!removes || Leave(from, null, had, item, report)));
    }

    /// <summary>From wherever it is to here; a move takes it away from every remote that it can.</summary>
    public void ToHere(SeekItem item)
    {
        if (removes)
        {
            foreach (var from in run.Remotes.Usable.Where(r => IsListed(r, item)).ToList()) From(from, item);
            return;
        }
        if (run.Repository.Objects.Has(item.Key)) return;
        var report = run.Start(item);
        report.End(_getting.FromAny(item.Key, item.FileName, report, CancellationToken.None));
    }

    /// <summary>From one remote to another, by way of here.</summary>
    public void FromTo(RemoteInfo from, RemoteInfo to, SeekItem item)
    {
        if (from.Uuid == to.Uuid || !IsListed(from, item) || (IsListed(to, item) && !removes && run.Fast)) return;
        var report = run.Start(item);
        report.End(Pass(from, to, item, report));
    }

    /// <summary>From here, or else the cheapest remote that has it; a move takes it away from all of them.</summary>
    public void FromAnywhereTo(RemoteInfo to, SeekItem item)
    {
        bool here = run.Repository.Objects.Has(item.Key);
        var sources = run.Remotes.Usable.Where(r => r.Uuid != to.Uuid && IsListed(r, item)).ToList();
        if (here) To(to, item);
        if (!here || removes)
            foreach (var from in sources)
            {
                int failed = run.Reporter.Failed;
                FromTo(from, to, item);
                if (!removes && run.Reporter.Failed == failed) return;
            }
    }

    bool IsListed(RemoteInfo remote, SeekItem item) => run.Repository.LocationsOf(item.Key).Contains(remote.Uuid);

    /// <summary>Sends what is here, unless the remote has it.</summary>
    bool Deliver(RemoteInfo to, SeekItem item, ActionReport report, out bool had)
    {
        had = false;
        IContentRemote remote;
        try
        {
            remote = run.Remotes.Open(to);
            had = remote.CheckPresent(item.Key);
        }
        catch (RemoteFailure) { report.Note($"unable to check {to.Name}"); return false; }
        if (had) { run.Transfers.Log.Add(item.Key, to.Uuid, true); return true; }
        report.Note($"to {to.Name}...");
        var outcome = _upload.Value.To(remote, item.Key, item.FileName, n => report.Progress(n, item.Key.Size), CancellationToken.None);
        if (outcome is TransferOutcome.Failed failed) { foreach (string m in failed.Messages) report.Error(m); return false; }
        had = ((TransferOutcome.Done)outcome).HadIt;
        return true;
    }

    bool Pass(RemoteInfo from, RemoteInfo to, SeekItem item, ActionReport report)
    {
        bool here = run.Repository.Objects.Has(item.Key);
        IContentRemote remote;
        bool had;
        try { remote = run.Remotes.Open(to); had = remote.CheckPresent(item.Key); }
        catch (RemoteFailure) { report.Note($"unable to check {to.Name}"); return false; }
        if (had || here) report.Note($"from {from.Name}...");
        if (had) run.Transfers.Log.Add(item.Key, to.Uuid, true);
        else
        {
            if (!here && !_getting.From(from, item.Key, item.FileName, report, CancellationToken.None)) return false;
            try { if (!Deliver(to, item, report, out had)) return false; }
            // what was only passing through goes again, whatever came of it: the source has it still
            finally { if (!here) _dropping.Exchange(null, from, item.Key, report); }
        }
        return !removes || Leave(from, to, had, item, report);
    }

    /// <summary>The second half of a move. Null is here.</summary>
    /// <param name="had">The destination had the content before.</param>
    bool Leave(RemoteInfo? from, RemoteInfo? to, bool had, SeekItem item, ActionReport report)
    {
        var source = from?.Uuid ?? run.Repository.Uuid;
        bool gone = !had && KeepsTrust(from, to) && !run.Preferences.IsRequired(item, source)
            ? _dropping.Exchange(from, to, item.Key, report)
            : (from is null ? _dropping.Here(item, report, hint: "") : _dropping.From(from, item, report, hint: ""));
        if (!gone) report.LongNote($"Content not dropped from {from?.Name ?? "here"}.");
        return gone;
    }

    /// <summary>The destination's copy counts, or counts as much as the one that goes.</summary>
    bool KeepsTrust(RemoteInfo? from, RemoteInfo? to)
    {
        var destination = run.Locations.TrustOf(to?.Uuid ?? run.Repository.Uuid);
        return destination >= TrustLevel.SemiTrusted || destination >= run.Locations.TrustOf(from?.Uuid ?? run.Repository.Uuid);
    }
}
