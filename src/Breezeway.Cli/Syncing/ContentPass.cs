using System.Collections.Concurrent;
using Breezeway.Annex;
using Breezeway.Annex.Branch;
using Breezeway.Annex.Keys;
using Breezeway.Annex.Logs;
using Breezeway.Cli.Output;
using Breezeway.Cli.Run;
using Breezeway.Cli.Seek;
using Breezeway.Remotes;
using Breezeway.Sync.Plan;
using Breezeway.Sync.Transfer;

namespace Breezeway.Cli.Syncing;

/// <summary>Gets, sends and drops content until here and the remotes have what they want (sync.md 6).</summary>
public sealed class ContentPass
{
    readonly CommandRun _run;
    readonly SyncSteps _steps;
    readonly IReadOnlyList<RemoteInfo> _remotes;
    readonly Wants _wants;
    readonly Getting _getting;
    readonly Dropping _dropping;
    readonly Upload _upload;
    readonly ConcurrentDictionary<Key, HashSet<Uuid>> _moved = new();   // where keys are that were moved; each set is guarded by itself
    readonly ConcurrentDictionary<Key, object> _busy = new();           // one action at a time for a key that several files use
    int _transferred;

    public ContentPass(CommandRun run, SyncSteps steps, IReadOnlyList<RemoteInfo> remotes)
    {
        (_run, _steps) = (run, steps);
        _remotes = [.. remotes.Where(r => r.IsUsable && r.Trust != TrustLevel.Dead && CanOpen(r))];
        _wants = new Wants(Repository, Locations);
        _getting = new Getting(run, run.Names);
        _dropping = new Dropping(run);
        _upload = new Upload(run.Transfers);
    }

    AnnexRepository Repository => _run.Repository;

    /// <summary>A kind of remote that this program cannot use is told of once.</summary>
    bool CanOpen(RemoteInfo remote)
    {
        try { _run.Remotes.Open(remote); return true; }
        catch (RemoteFailure e) { _run.Reporter.Warn($"git-annex: {remote.Name}: {e.Message}"); return false; }
    }

    IReadOnlyCollection<Uuid> Locations(Key key)
    {
        if (!_moved.TryGetValue(key, out var known)) return Repository.LocationsOf(key);
        lock (known) return [.. known];
    }

    void Record(Key key, Uuid where, bool present)
    {
        var known = _moved.GetOrAdd(key, k => [.. Repository.LocationsOf(k)]);
        lock (known) _ = present ? known.Add(where) : known.Remove(where);
    }

    /// <summary>True when content was moved, so that others have news by now.</summary>
    public bool Run()
    {
        using var wants = _wants;
        var seen = new HashSet<Key>();
        IEnumerable<SeekItem> items = Repository.IsBare ? AllKeys(seen) : Files(seen);
        if (_steps.All && !Repository.IsBare) items = items.Concat(AllKeys(seen));
        new ActionQueue(_run, Act) { Overlap = !Out.IsTerminal }.Run(items, CancellationToken.None);
        _run.Transfers.Flush();
        if (_transferred == 0) return false;
        // what local remotes log of it is theirs to tell: it comes with the next pull
        try { _run.Remotes.Flush(); } catch (RemoteFailure e) { _run.Reporter.Warn($"git-annex: {e.Message}"); }
        return true;
    }

    IEnumerable<SeekItem> Files(HashSet<Key> seen)
    {
        foreach (var file in AnnexedFiles.In(Repository, Repository.Index.Read(), _steps.ContentOf))
        {
            seen.Add(file.Key);
            yield return new SeekItem(file.Key, file, file.Path, []);
        }
    }

    /// <summary>Every key that is known and was not seen among the files, dead ones left out.</summary>
    IEnumerable<SeekItem> AllKeys(HashSet<Key> seen)
    {
        foreach (string path in Repository.Branch.Paths().ToList())
            if (BranchPath.TryParse(path, Repository.BranchLevels) is ({ } key, KeyLog.Location) && !seen.Contains(key) && !LocationLog.IsDead(Repository.Branch.Read(path)))
                yield return new SeekItem(key, null, null, []);
    }

    void Act(SeekItem item)
    {
        lock (_busy.GetOrAdd(item.Key, _ => new object()))
        {
            var have = Locations(item.Key);
            if (_steps.Pulls) Get(item, have);
            if (_steps.Pushes) Send(item, have);
            Drop(item);
        }
        // a key that one file uses is not asked for again
        _busy.TryRemove(item.Key, out _);
    }

    void Get(SeekItem item, IReadOnlyCollection<Uuid> have)
    {
        if (Repository.Objects.Has(item.Key) || !_remotes.Any(r => have.Contains(r.Uuid)) || !_wants.Get(Repository.Uuid, item.Key, item.File?.Path)) return;
        var report = _run.Start(item, "get");
        bool got = _remotes.Where(r => have.Contains(r.Uuid)).Any(r => _getting.From(r, item.Key, item.FileName, report, CancellationToken.None));
        if (got) Moved(item.Key, Repository.Uuid);
        report.End(got);
    }

    void Moved(Key key, Uuid to)
    {
        Record(key, to, true);
        Interlocked.Increment(ref _transferred);
    }

    void Send(SeekItem item, IReadOnlyCollection<Uuid> have)
    {
        if (!Repository.Objects.Has(item.Key)) return;
        foreach (var remote in _remotes)
        {
            if (have.Contains(remote.Uuid) || remote.Settings.ReadOnly || !_wants.Get(remote.Uuid, item.Key, item.File?.Path)) continue;
            var report = _run.Start(item, "copy");
            report.Note($"to {remote.Name}...");
            var outcome = _upload.To(_run.Remotes.Open(remote), item.Key, item.FileName, n => report.Progress(n, item.Key.Size), CancellationToken.None);
            if (outcome is TransferOutcome.Failed failed) foreach (string message in failed.Messages) report.Error(message);
            if (outcome.IsDone) Moved(item.Key, remote.Uuid);
            report.End(outcome.IsDone);
        }
    }

    /// <summary>Remotes first, here last; only where the log knows more copies than are needed. A drop that fails is no failure of the sync.</summary>
    void Drop(SeekItem item)
    {
        var have = Locations(item.Key).Where(_run.Locations.IsAlive).ToList();
        bool here = Repository.Objects.Has(item.Key);
        IReadOnlyList<string> files = item.File is null ? [] : _run.Files.Of(item.Key);
        foreach (var remote in _remotes.Where(r => have.Contains(r.Uuid) && !r.Settings.ReadOnly))
            if (MayDrop(item, remote.Uuid, have, files)) End(item, remote.Uuid, have, report => { report.Note($"from {remote.Name}..."); return _dropping.From(remote, item, report); });
        if (here && have.Contains(Repository.Uuid) && MayDrop(item, Repository.Uuid, have, files)) End(item, Repository.Uuid, have, report => _dropping.Here(item, report));
    }

    bool MayDrop(SeekItem item, Uuid where, List<Uuid> have, IReadOnlyList<string> files)
    {
        if (!_wants.HasExpression(where)) return false;
        var needed = _run.Copies.Of(item.Key, item.File?.Path);
        int copies = have.Count(u => _run.Locations.TrustOf(u) > TrustLevel.Untrusted), least = Math.Max(needed.NumCopies.Count, needed.MinCopies.Count);
        return (_run.Locations.TrustOf(where) > TrustLevel.Untrusted ? copies > least : copies >= least) && _wants.Drop(where, item.Key, files);
    }

    void End(SeekItem item, Uuid where, List<Uuid> have, Func<ActionReport, bool> drop)
    {
        var report = _run.Start(item, "drop");
        bool dropped = drop(report);
        if (dropped)
        {
            have.Remove(where);
            Record(item.Key, where, false);
        }
        report.EndUncounted(dropped);
    }
}
