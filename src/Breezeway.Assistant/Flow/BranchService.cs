using Breezeway.Annex;
using Breezeway.Annex.Branch;
using Breezeway.Annex.Keys;
using Breezeway.Assistant.Daemon;
using Breezeway.Base.Files;
using Breezeway.Git.Objects;

namespace Breezeway.Assistant.Flow;

/// <summary>
/// The owner of the git-annex branch here: logs where content is, after it is durable, gathers changes into few commits, and merges the branches of others. Off the hot path: the commit of the files
/// travels first.
/// </summary>
public sealed class BranchService(AnnexRepository repository, IFlow flow, IAssistantLog log) : IDisposable
{
    /// <summary>From the first change to the commit, and the longest while changes keep coming.</summary>
    static readonly TimeSpan s_gather = TimeSpan.FromMilliseconds(50), s_gatherMost = TimeSpan.FromSeconds(2);

    readonly Wake _wake = new();
    readonly Lock _lock = new();
    readonly List<(Key Key, Uuid Where, bool Present)> _changes = [];
    bool _mergeWanted = true;
    Sha? _seen;

    public void Log(Key key, Uuid where, bool present) { lock (_lock) _changes.Add((key, where, present)); _wake.Set(); }
    public void MergeWanted() { lock (_lock) _mergeWanted = true; _wake.Set(); }

    public void Run(CancellationToken stop)
    {
        Recover();
        _seen ??= repository.Branch.Tip;
        while (true)
        {
            Round(stop);
            if (stop.IsCancellationRequested) { Write(); return; }
            _wake.Wait(TimeSpan.FromMilliseconds(-1), stop);
        }
    }

    void Round(CancellationToken stop)
    {
        bool merge;
        int waiting;
        lock (_lock) { merge = _mergeWanted; _mergeWanted = false; waiting = _changes.Count; }
        if (merge) Merge();
        if (waiting == 0) { Watch(); return; }
        Gather(waiting, stop);
        Write();
        Watch();
    }

    /// <summary>Waits until nothing more comes for a moment: a single change is written at once, a burst as one commit.</summary>
    void Gather(int before, CancellationToken stop)
    {
        long until = Environment.TickCount64 + (long)s_gatherMost.TotalMilliseconds;
        while (!stop.WaitHandle.WaitOne(s_gather) && Environment.TickCount64 < until)
        {
            int now;
            lock (_lock) now = _changes.Count;
            if (now - before < 3) return;
            before = now;
        }
    }

    /// <summary>What a killed predecessor had committed and not yet logged.</summary>
    void Recover()
    {
        var (files, keys) = Unlogged.Read(repository);
        if (files.Count == 0) return;
        repository.ContentAdded();
        repository.SyncContent();
        if (keys.Count > 0) repository.LogLocations([.. keys.Distinct().Select(k => (k, repository.Uuid, true))]);
        repository.Branch.Commit();
        foreach (string f in files) Fs.TryUnlink(f);
    }

    /// <summary>Journals and commits what is gathered; content first made durable. Returns how many changes there were.</summary>
    int Write()
    {
        List<(Key, Uuid, bool)> due;
        lock (_lock) { due = [.. _changes]; _changes.Clear(); }
        if (due.Count == 0) return 0;
        try
        {
            // notes made before this point speak of changes that are in the list (or logged already)
            var (notes, _) = Unlogged.Read(repository);
            repository.SyncContent();
            repository.LogLocationsNow([.. due.GroupBy(d => (d.Item1, d.Item2)).Select(g => g.Last())]);
            bool more;
            lock (_lock) more = _changes.Count > 0;
            if (!more) foreach (string f in notes) Fs.TryUnlink(f);
            return due.Count;
        }
        catch { lock (_lock) _changes.InsertRange(0, due); throw; }
    }

    void Merge()
    {
        if (!repository.Settings.MergeAnnexBranches) return;
        if (MergeAll()) log.Debug("Merger", "merged git-annex branches");
    }

    /// <summary>A peer may move the branch at the same moment: then the merge is made anew on top of that.</summary>
    bool MergeAll()
    {
        for (int attempt = 0; ; attempt++)
            try { return repository.Branch.MergeAll(); }
            catch (Base.UserError) when (attempt < 10) { /* lost a race for the ref */ }
    }

    /// <summary>Looks at what the branch's move says: content that is now logged to be here, and keys somebody else has.</summary>
    void Watch()
    {
        if (repository.Branch.Tip is not { } tip || tip == _seen) return;
        var old = _seen;
        _seen = tip;
        flow.BranchMoved();
        var before = old is { } o && repository.GitObjects.Has(o) ? repository.GitObjects.ReadCommit(o).Tree : Sha.EmptyTree;
        if (old is null) return;
        foreach (var change in TreeDiff.Between(repository.GitObjects, before, repository.GitObjects.ReadCommit(tip).Tree))
            if (BranchPath.TryParse(change.Path, repository.BranchLevels) is (var key, KeyLog.Location)) flow.LocationHeard(key);
    }

    public void Dispose() => _wake.Dispose();
}
