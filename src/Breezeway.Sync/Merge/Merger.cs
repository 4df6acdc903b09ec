using Breezeway.Annex;
using Breezeway.Annex.Keys;
using Breezeway.Annex.Objects;
using Breezeway.Base.Files;
using Breezeway.Base.Text;
using Breezeway.Git.History;
using Breezeway.Git.Objects;
using Breezeway.Sync.Commit;

namespace Breezeway.Sync.Merge;

/// <summary>How a merge into the current branch ended.</summary>
public abstract record MergeOutcome
{
    MergeOutcome() { }
    public sealed record UpToDate : MergeOutcome;
    /// <param name="Changes">What it changed, from our old tree to the new one.</param>
    /// <param name="Missing">Annexed files among them whose content is not here.</param>
    public sealed record Merged(Sha Commit, bool FastForward, IReadOnlyList<TreeChange> Changes, IReadOnlyList<(string Path, Key Key)> Missing) : MergeOutcome;
    /// <summary>These files hold changes that are not committed: commit them, then merge again.</summary>
    public sealed record Blocked(IReadOnlyList<string> Paths) : MergeOutcome;
    public sealed record Busy(string Why) : MergeOutcome;
    /// <summary>Files of git's own that both sides changed: the user's to resolve (<c>git merge</c>).</summary>
    public sealed record Conflicted(IReadOnlyList<string> Paths) : MergeOutcome;
}

/// <summary>
/// Merges a commit into the checked-out branch in process: fast-forward or true merge, conflicts by the variant rule, files by <see cref="WorkTreeUpdater"/>. Order: index.lock, work tree, ref, index.
/// A kill after the first file leaves a note of what was under way, and the next start does it again; files that are done are known by what they hold.
/// </summary>
public sealed class Merger(AnnexRepository repository, Committer committer)
{
    static readonly TimeSpan s_lockWait = TimeSpan.FromMilliseconds(500);
    readonly CommitGraph _graph = new(repository.GitObjects.ReadCommit);
    readonly WorkTreeUpdater _updater = new(repository);

    string NotePath => $"{repository.AnnexDirectory}/breezeway/merging";

    /// <summary>The commit of a merge that a kill interrupted; null when there is none.</summary>
    public Sha? Interrupted => Fs.TryReadText(NotePath) is { } t && Sha.TryParse(t.AsSpan().TrimEnd('\n'), out var sha) && repository.GitObjects.Has(sha) ? sha : null;

    public CommitGraph Graph => _graph;

    public MergeOutcome Merge(Sha theirs)
    {
        if (committer.Obstacle() is { } why) return new MergeOutcome.Busy(why);
        var head = repository.Refs.Read("HEAD");
        if (head is { } h && _graph.IsAncestor(theirs, h)) { Forget(); return new MergeOutcome.UpToDate(); }
        var (target, conflicted) = Plan(head, theirs);
        if (conflicted.Count > 0) return new MergeOutcome.Conflicted(conflicted);
        using var index = repository.Index.TryLock(s_lockWait);
        if (index is null) return new MergeOutcome.Busy("index.lock is held by another program");
        if (committer.Obstacle() is { } now) return new MergeOutcome.Busy(now);
        if (repository.Refs.Read("HEAD") != head) return new MergeOutcome.Busy("HEAD moved");
        var oldTree = head is { } p ? repository.GitObjects.ReadCommit(p).Tree : Sha.EmptyTree;
        var changes = TreeDiff.Between(repository.GitObjects, oldTree, repository.GitObjects.ReadCommit(target).Tree);
        // all or nothing as far as can be seen beforehand; what changes while files are replaced is put back and blocks as well
        if (_updater.FindBlocked(changes, index.Snapshot) is { Count: > 0 } dirty) return new MergeOutcome.Blocked(dirty);
        Fs.MakeDirectories(Fs.Parent(NotePath));
        Fs.WriteAtomic(NotePath, ByteText.Bytes($"{theirs}\n"));
        var result = _updater.Apply(changes, index.Snapshot);
        if (result.Blocked.Count > 0)
        {
            // what was done is recorded as staged; the commit of the rest and the next merge complete it
            if (result.Index.Count > 0) { index.Write(result.Index, committer.IsChanged); index.Commit(); committer.Remember(); }
            return new MergeOutcome.Blocked(result.Blocked);
        }
        index.Write(result.Index, committer.IsChanged);
        FaultPoint.Named("merge before-ref");
        string branch = repository.Refs.Head ?? "HEAD";
        if (!repository.Refs.TryUpdate(branch, target, head ?? default, repository.Identity.Committer, target == theirs ? $"merge {theirs}: Fast-forward" : $"merge {theirs}: Merge made by Breezeway"))
            return new MergeOutcome.Busy("HEAD moved");
        FaultPoint.Named("merge after-ref");
        index.Commit();
        committer.Remember();
        Forget();
        return new MergeOutcome.Merged(target, target == theirs, changes, result.Missing);
    }

    void Forget() { if (Fs.Exists(NotePath)) Fs.TryUnlink(NotePath); }

    /// <summary>The commit to move to, and the paths that only a user can resolve.</summary>
    (Sha Target, IReadOnlyList<string> Conflicted) Plan(Sha? head, Sha theirs)
    {
        if (head is not { } ours || _graph.IsAncestor(ours, theirs)) return (theirs, []);
        // from either side the same commit comes out: the order of the parents is that of their names
        var (first, second) = ours.CompareTo(theirs) < 0 ? (ours, theirs) : (theirs, ours);
        Commit.MergeParents.Sorted sorted = new(first, second, repository.GitObjects.ReadCommit(first), repository.GitObjects.ReadCommit(second));
        var bases = _graph.MergeBases(first, second);
        Sha baseTree = bases.Count == 1 ? repository.GitObjects.ReadCommit(bases[0]).Tree : Sha.EmptyTree;
        Sha tree;
        if (bases.Count == 1 && TreeMerge.Merge(repository.GitObjects, baseTree, sorted.FirstCommit.Tree, sorted.SecondCommit.Tree) is TreeMergeResult.Clean clean)
            tree = TreeEditor.Apply(repository.GitObjects, repository.GitObjects, sorted.FirstCommit.Tree, clean.Edits).Root;
        else
        {
            var merged = GitMergeTree.Merge(repository, first, second);
            var (edits, left) = Resolve(merged.Conflicts, first, second);
            if (left.Count > 0) return (default, left);
            tree = edits.Count == 0 ? merged.Tree : TreeEditor.Apply(repository.GitObjects, repository.GitObjects, merged.Tree, edits).Root;
        }
        return (repository.GitObjects.Write(GitObjectType.Commit, CommitCodec.Format(sorted.MergeCommit(tree))), []);
    }

    (List<TreeEdit> Edits, List<string> Left) Resolve(IReadOnlyList<Conflict> conflicts, Sha first, Sha second)
    {
        var edits = new List<TreeEdit>();
        var left = new List<string>();
        foreach (var conflict in conflicts)
        {
            // where a file meets a directory git stages the file as PATH~COMMIT: the rule wants its own name
            string path = conflict.Path;
            foreach (string suffix in new[] { $"~{first}", $"~{second}" })
                if (path.EndsWith(suffix, StringComparison.Ordinal)) path = path[..^suffix.Length];
            switch (ConflictRule.Resolve(conflict with { Path = path }, k => repository.GitObjects.Write(GitObjectType.Blob, PointerFile.Bytes(k))))
            {
                case Resolution.NotOurs: left.Add(conflict.Path); break;
                case Resolution.Entries e:
                    edits.Add(TreeEdit.Remove(conflict.Path));
                    foreach (var (name, side) in e.Files) edits.Add(TreeEdit.Set(name, side.Mode, side.Sha));
                    break;
            }
        }
        return (edits, left);
    }
}
