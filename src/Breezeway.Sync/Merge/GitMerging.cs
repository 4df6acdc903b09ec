using Breezeway.Annex;
using Breezeway.Git.History;
using Breezeway.Git.Objects;

namespace Breezeway.Sync.Merge;

/// <summary>How a merge is made.</summary>
/// <param name="Resolve">Conflicts of annexed files are resolved (annex.resolvemerge).</param>
/// <param name="UnrelatedHistories">Histories without a common commit are merged too.</param>
/// <param name="Automatic">Nobody asked for it: it is not signed (unless annex.allowsign).</param>
public sealed record MergeOptions(bool Resolve = true, bool UnrelatedHistories = false, bool Automatic = false);

/// <summary>How a merge ended.</summary>
public enum MergeEnd { UpToDate, Merged, Failed }

/// <summary>Merges refs into the branch that is checked out, by <c>git merge</c> as the user would see it (sync.md 4).</summary>
/// <param name="resolved">Told when conflicts were resolved, before the commit.</param>
public sealed class GitMerging(AnnexRepository repository, GitRunner git, MergeOptions options, Action resolved)
{
    readonly CommitGraph _graph = CommitGraph.Of(repository.GitObjects);
    readonly ConflictResolver _resolver = new(repository);

    /// <summary>Whether the ref has commits that HEAD lacks; false when there is no such ref.</summary>
    public bool HasNews(string reference) => repository.Refs.Read(reference) is { } tip && !(repository.Refs.Read("HEAD") is { } head && _graph.IsAncestor(tip, head));

    /// <summary>Merges a ref unless it has nothing new.</summary>
    /// <param name="reference">A full ref name, or any name of a commit.</param>
    public MergeEnd Merge(string reference)
    {
        List<string> words = [];
        if (options.Automatic && !repository.Config.GetBool("annex.allowsign")) words.AddRange(["-c", "commit.gpgsign=false"]);
        if (options.Resolve) words.AddRange(["-c", "merge.directoryRenames=false"]);
        words.Add("merge");
        if (git.Quiet) words.Add("--quiet");
        words.AddRange(["--no-edit", reference]);
        if (options.UnrelatedHistories) words.Add("--allow-unrelated-histories");
        var before = repository.Refs.Read("HEAD");
        if (git.Show(words) == 0) return repository.Refs.Read("HEAD") == before ? MergeEnd.UpToDate : MergeEnd.Merged;
        return options.Resolve && before is not null && Resolve() ? MergeEnd.Merged : MergeEnd.Failed;
    }

    /// <summary>
    /// Resolves the conflicts of the merge that is in progress and concludes it. False when there is none, when nothing could be resolved, or when conflicts of git's own files are left:
    /// the merge stays in progress then, with what was resolved staged.
    /// </summary>
    public bool Resolve()
    {
        if (_resolver.Resolve() is not { Resolved.Count: > 0 } done) return false;
        resolved();
        List<string> words = options.Automatic && !repository.Config.GetBool("annex.allowsign") ? ["-c", "commit.gpgsign=false"] : [];
        words.Add("commit");
        if (git.Quiet) words.Add("--quiet");
        words.AddRange(["--no-verify", "-m", "git-annex automatic merge conflict fix"]);
        if (done.Left.Count == 0) return git.Show(words) == 0;
        return false;
    }

    /// <summary>A commit that is reachable from HEAD already.</summary>
    public bool IsMerged(Sha commit) => repository.Refs.Read("HEAD") is { } head && _graph.IsAncestor(commit, head);
}
