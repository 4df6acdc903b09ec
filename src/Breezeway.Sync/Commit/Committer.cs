using Breezeway.Annex;
using Breezeway.Base.Files;
using Breezeway.Git.Index;
using Breezeway.Git.Objects;

namespace Breezeway.Sync.Commit;

/// <summary>
/// Carries a <see cref="CommitPlan"/> out: index.lock, then the commit, then the ref, then the index with true stat data. HEAD is never ahead of the index unless index.lock is
/// held. A kill leaves a state that the next look at the same paths completes.
/// </summary>
public sealed class Committer(AnnexRepository repository, WorkTreeReader reader)
{
    /// <summary>How long index.lock is waited for before other work goes on.</summary>
    static readonly TimeSpan s_lockWait = TimeSpan.FromMilliseconds(500);

    /// <summary>
    /// An index that another program wrote is left alone for so long: git moves HEAD only after it has written the index (checkout, commit), and a commit of ours in
    /// between would stand on the wrong branch.
    /// </summary>
    public static readonly TimeSpan ForeignIndexRest = TimeSpan.FromMilliseconds(250);

    FileStat? _ownIndex;

    /// <summary>The index as we wrote it last; a different one is another program's work.</summary>
    public bool IndexIsOurs => _ownIndex is { } o && Fs.LStat(repository.Index.Path) is { } s && s.Inode == o.Inode && s.MtimeNanoseconds == o.MtimeNanoseconds && s.MtimeSeconds == o.MtimeSeconds;

    /// <param name="batch">Holds blobs of the plan; new trees and the commit go there too, and all is stored before the ref moves.</param>
    public CommitOutcome Commit(CommitPlan plan, ObjectBatch batch)
    {
        if (Obstacle() is { } why) return new CommitOutcome.Busy(why);
        using var index = repository.Index.TryLock(s_lockWait);
        if (index is null) return new CommitOutcome.Busy("index.lock is held by another program");
        if (Obstacle() is { } now) return new CommitOutcome.Busy(now);
        var changed = plan.Files.Where(f => !StillTrue(f)).Select(f => f.Path).ToList();
        if (changed.Count > 0) return new CommitOutcome.Changed(changed);
        var edits = IndexEdits(index.Snapshot, plan.Files);
        return Publish(index, edits, plan, batch);
    }

    CommitOutcome Publish(IndexLock index, List<IndexEdit> edits, CommitPlan plan, ObjectBatch batch)
    {
        string? head = repository.Refs.Head;
        var parent = repository.Refs.Read("HEAD");
        var baseTree = parent is { } p ? repository.GitObjects.ReadCommit(p).Tree : Sha.EmptyTree;
        var tree = TreeEditor.Apply(repository.GitObjects, batch, baseTree,
            plan.Files.Select(f => f.IsRemoval ? TreeEdit.Remove(f.Path) : TreeEdit.Set(f.Path, f.Mode, f.Sha))).Root;
        if (tree == baseTree)
        {
            batch.Finish();
            if (edits.Count > 0) WriteIndex(index, edits);
            return new CommitOutcome.Done(null, repository.Refs.CurrentBranch);
        }
        var who = repository.Identity;
        var commit = batch.Write(new Git.Objects.Commit(tree, parent is { } q ? [q] : [], who.Author, who.Committer, plan.Message + "\n"));
        batch.Finish();
        if (edits.Count > 0) index.Write(edits, IsChanged);
        FaultPoint.Named("commit before-ref");
        if (!repository.Refs.TryUpdate(head ?? "HEAD", commit, parent ?? default, who.Committer, $"commit{(parent is null ? " (initial)" : "")}: {plan.Message}"))
            return new CommitOutcome.Busy("HEAD moved");
        FaultPoint.Named("commit after-ref");
        if (edits.Count > 0) { index.Commit(); Remember(); }
        return new CommitOutcome.Done(commit, repository.Refs.CurrentBranch);
    }

    void WriteIndex(IndexLock index, List<IndexEdit> edits)
    {
        index.Write(edits, IsChanged);
        index.Commit();
        Remember();
    }

    /// <summary>Notes that the index as it is now is of our making.</summary>
    public void Remember() => _ownIndex = Fs.LStat(repository.Index.Path);

    /// <summary>A racy entry is really changed when its file does not look like it any more: our stat data are true, nanoseconds included.</summary>
    public bool IsChanged(IndexEntryView e) => !Fs.TryLStat(repository.PathOf(e.Path), out var s, out _) || !e.Stat.Matches(s);

    /// <summary>Entries as young as the index are compared by git on every status: writing the index again a second later ends that. False when it could not be locked now.</summary>
    public bool TryFreshenIndex()
    {
        if (!IndexIsOurs) return true;
        using var index = repository.Index.TryLock(TimeSpan.Zero);
        if (index is null) return false;
        WriteIndex(index, []);
        return true;
    }

    List<IndexEdit> IndexEdits(IndexSnapshot index, IReadOnlyList<Staged> files)
    {
        var edits = new List<IndexEdit>();
        foreach (var f in files)
        {
            bool known = index.TryGet(f.Path, out var e);
            if (f.IsRemoval) { if (known) edits.Add(IndexEdit.Remove(f.Path)); }
            else if (f.Stat is { } stat) { if (!known || e.Mode != f.Mode || e.Sha != f.Sha || e.Stat != stat) edits.Add(IndexEdit.Set(new IndexEntry(f.Path, f.Mode, f.Sha, stat))); }
        }
        return edits;
    }

    /// <summary>The file still is what was looked at; a removal needs the file to be gone at this moment.</summary>
    bool StillTrue(Staged f)
    {
        if (!reader.RootIsThere) return false;
        if (f.IsRemoval) return !Fs.TryLStat(repository.PathOf(f.Path), out var s, out int errno) ? errno is Errno.NoEntry or Errno.NotDirectory : s.IsDirectory;
        return f.Stat is not { } stat || (Fs.TryLStat(repository.PathOf(f.Path), out var now, out _) && stat.Matches(now));
    }

    /// <summary>Why nothing may be committed now; null when nothing stands in the way.</summary>
    public string? Obstacle()
    {
        string git = repository.Location.GitDir;
        foreach (string state in s_states) if (Fs.LStat($"{git}/{state}") is not null) return $"a {s_names[state]} is in progress (finish it with git)";
        if (repository.Refs.CurrentBranch is { } b && b.StartsWith("adjusted/", StringComparison.Ordinal)) return "an adjusted branch is checked out, which is not supported yet (git checkout the branch it was made from)";
        // without an index every file would look new, and every absent one deleted
        if (Fs.LStat(repository.Index.Path) is null && repository.Refs.Read("HEAD") is { } head && repository.GitObjects.ReadCommit(head).Tree != Sha.EmptyTree) return "the git index is missing (git reset makes it anew)";
        if (!IndexIsOurs && Fs.LStat(repository.Index.Path) is { } s)
        {
            var age = repository.Time.GetUtcNow() - DateTimeOffset.FromUnixTimeMilliseconds(s.MtimeSeconds * 1000 + s.MtimeNanoseconds / 1000000);
            if (age > TimeSpan.Zero && age < ForeignIndexRest) return "another program just wrote the index";
        }
        return null;
    }

    static readonly string[] s_states = ["MERGE_HEAD", "CHERRY_PICK_HEAD", "REVERT_HEAD", "rebase-merge", "rebase-apply"];
    static readonly Dictionary<string, string> s_names = new()
    {
        ["MERGE_HEAD"] = "merge", ["CHERRY_PICK_HEAD"] = "cherry-pick", ["REVERT_HEAD"] = "revert", ["rebase-merge"] = "rebase", ["rebase-apply"] = "rebase",
    };
}
