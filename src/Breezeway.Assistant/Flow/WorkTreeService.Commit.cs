using Breezeway.Base.Files;
using Breezeway.Base.Processes;
using Breezeway.Base.Text;
using Breezeway.Git.Index;
using Breezeway.Git.Objects;
using Breezeway.Sync.Commit;

namespace Breezeway.Assistant.Flow;

// What changed here is committed.
public sealed partial class WorkTreeService
{
    void CommitChanges(CancellationToken stop)
    {
        var (paths, subtrees) = Dirty.Take(BatchLimit);
        if (paths.Count == 0 && subtrees.Count == 0) return;
        if (_committer.Obstacle() is { } why) { PutBack(paths, subtrees); Busy(why); return; }
        IndexSnapshot index;
        try { index = _repository.Index.Read(); }
        catch { PutBack(paths, subtrees); throw; }
        try
        {
            foreach (string top in subtrees) paths.AddRange(DifferencesBelow(top, index));
            var all = Expand(paths, index);
            if (all.Count > 0) CommitPaths(all, index, stop);
        }
        catch { PutBack(paths, subtrees); throw; }
    }

    void PutBack(List<string> paths, List<string> subtrees)
    {
        Dirty.Add(paths);
        foreach (string s in subtrees) Dirty.AddSubtree(s);
    }

    /// <summary>A path that was a directory stands for all entries below it; paths that may not be committed drop out.</summary>
    static SortedSet<string> Expand(IEnumerable<string> paths, IndexSnapshot index)
    {
        var all = new SortedSet<string>(StringComparer.Ordinal);
        foreach (string p in paths)
        {
            if (p.Length == 0 || IsLeftAlone(p)) continue;
            all.Add(p);
            var (start, end) = index.RangeBelow(p);
            for (int i = start; i < end; i++) if (index[i].Path is var below && !IsLeftAlone(below)) all.Add(below);
        }
        return all;
    }

    /// <summary>Anything in .git, and git's own control files: those are the user's to commit (assistant.md 3).</summary>
    internal static bool IsLeftAlone(string path)
    {
        if (!path.Contains(".git", StringComparison.Ordinal)) return false;
        foreach (var range in path.AsSpan().Split('/'))
            if (path.AsSpan(range) is ".git" or ".gitignore" or ".gitattributes" || path.AsSpan(range).StartsWith(".git-annex-tmp.")) return true;
        return false;
    }

    void CommitPaths(SortedSet<string> paths, IndexSnapshot index, CancellationToken stop)
    {
        var moved = new Dictionary<ulong, IndexEntryView>();
        foreach (string p in paths)
            if (index.TryGet(p, out var e) && !Fs.TryLStat(_repository.PathOf(p), out _, out int errno) && errno is Errno.NoEntry or Errno.NotDirectory && e.Stat.Inode != 0) moved[e.Stat.Inode] = e;
        _policy.Prepare(paths.Where(p => !index.TryGet(p, out _)));
        var changes = new List<LocalChange>(paths.Count);
        foreach (string p in paths)
        {
            var change = _reader.Look(p, index, moved);
            // gone and unknown: our own doing, or a file that came and went; a removal that is only staged is still committed
            if (change is LocalChange.Gone && !index.TryGet(p, out _) && !InHead(p)) continue;
            changes.Add(change);
        }
        using var batch = _repository.GitObjects.StartBatch(LooseAtMost);
        var staged = StageAll(changes, new ChangeStager(_repository, _policy, batch), stop);
        foreach (string p in staged.Later) Dirty.Later(p, s_openFirst, s_openLongest);
        foreach (var (p, why) in staged.Problems) Report(p, why);
        if (staged.Files.Count == 0) return;
        Note(staged);
        var outcome = _committer.Commit(new CommitPlan(staged.Files, CommitMessage()), batch);
        switch (outcome)
        {
            case CommitOutcome.Done done: NotBusy(); Done(done, staged); break;
            case CommitOutcome.Busy busy: Dirty.Add(paths); Busy(busy.Why); break;
            case CommitOutcome.Changed changed:
                Dirty.Add(paths.Except(changed.Paths));
                foreach (string p in changed.Paths) Dirty.Later(p, s_changedFirst, s_openLongest);
                break;
        }
    }

    bool InHead(string path) => _repository.Refs.Read("HEAD") is { } head && TreeLookup.Find(_repository.GitObjects, _repository.GitObjects.ReadCommit(head).Tree, path) is not null;

    void Done(CommitOutcome.Done done, StageResult staged)
    {
        foreach (var f in staged.Files) { Dirty.Settled(f.Path); _reported.Remove(f.Path); }
        if (staged.Files.Any(f => f.Stat is not null || f.IsRemoval)) IndexWritten();
        foreach (var key in staged.NewContent) _flow.LocationChanged(key, _repository.Uuid, true);
        foreach (var f in staged.Files)
            if (f.Key is { } k && !_repository.Objects.Has(k)) Missing.Add(k, f.Path);
        if (done.Commit is not { } commit) return;
        var added = staged.Files.Where(f => f is { Key: not null, IsRemoval: false, Stat: not null }).Select(f => new ContentChange(f.Key!, f.Path)).ToList();
        _flow.Committed(commit, added);
        foreach (var f in staged.Files.Take(20)) _log.Debug("Committer", $"{(f.IsRemoval ? "removed" : "committed")} {f.Path}");
        int news = staged.Files.Count(f => f.Stat is not null || f.IsRemoval);
        if (news > 0) _log.Say(news == 1 ? $"{(staged.Files.First(f => f.Stat is not null || f.IsRemoval) is var one && one.IsRemoval ? "remove" : "add")} {one.Path} ok" : $"commit of {news} changes ok");
    }

    /// <summary>Content files are read by two threads when there are many.</summary>
    StageResult StageAll(List<LocalChange> changes, ChangeStager stager, CancellationToken stop)
    {
        const int Parallel = 16;
        if (changes.Count(c => c is LocalChange.Content { ToAnnex: true }) < Parallel) return stager.Stage(changes, stop);
        var halves = new StageResult[2];
        Exception? failed = null;
        var other = new Thread(() =>
        {
            // what happens here is this batch's failure, not the process's end
            try { halves[1] = stager.Stage(changes.Where((_, i) => i % 2 == 1), stop); }
            catch (Exception e) when (e is not OutOfMemoryException) { failed = e; }
        }) { IsBackground = true, Name = "ingest" };
        other.Start();
        try { halves[0] = stager.Stage(changes.Where((_, i) => i % 2 == 0), stop); } finally { other.Join(); }
        if (failed is not null) throw new AggregateException(failed).Flatten().InnerException is OperationCanceledException ? new OperationCanceledException(stop) : failed;
        return new([.. halves[0].Files, .. halves[1].Files], [.. halves[0].Later, .. halves[1].Later],
            [.. halves[0].Problems, .. halves[1].Problems], [.. halves[0].NewContent, .. halves[1].NewContent]);
    }

    /// <summary>Before a commit its keys are noted, so that a kill between commit and location log leaves a trace: see <see cref="Unlogged"/>.</summary>
    void Note(StageResult staged) { if (staged.NewContent.Count > 0) Unlogged.Note(_repository, staged.NewContent); }

    /// <summary>What another program staged and did not commit: the paths in which index and HEAD differ. One short git process, only after somebody else wrote the index.</summary>
    void AddStaged()
    {
        if (_committer.Obstacle() is not null) { StagedWantedLater(); return; }
        if (_committer.IndexIsOurs) return;
        var head = _repository.Refs.Read("HEAD");
        var r = Child.Run(new Command(head is null ? ["git", "ls-files", "-z"] : ["git", "--no-optional-locks", "diff-index", "--cached", "--name-only", "--no-renames", "-z", "HEAD"]) { Directory = _repository.Top });
        if (!r.Ok) { _log.Debug("Watcher", r.LastError); return; }
        foreach (string p in ByteText.From(r.Output).Split('\0', StringSplitOptions.RemoveEmptyEntries)) Dirty.Add(p);
    }

    void StagedWantedLater() { lock (_lock) _stagedWanted = true; _notBefore = Environment.TickCount64 + (long)Committer.ForeignIndexRest.TotalMilliseconds; }

    /// <summary>Walks a directory and lists what differs from the index below it, by stat data alone.</summary>
    List<string> DifferencesBelow(string top, IndexSnapshot index)
    {
        var found = new List<string>();
        var scan = new TreeScan(_repository, index);
        scan.Walk(top, found);
        return found;
    }
}
