using Breezeway.Git.History;
using Breezeway.Git.Objects;

namespace Breezeway.Annex.Branch;

/// <summary>
/// Which history a merge of the git-annex branch gets. All are functions of the commits alone, so that two programs that merge each other's branches at once make the same commit, or
/// one of them gives way, and both fall silent.
/// </summary>
static class BranchHeads
{
    /// <summary>More merges than this that nobody else has are not dropped.</summary>
    const int DroppedAtMost = 1000;

    /// <summary>The commits that are no ancestors of others among them, sorted.</summary>
    internal static List<Sha> Reduce(CommitGraph graph, IEnumerable<Sha> commits)
    {
        var all = commits.Distinct().ToList();
        all.Sort();
        for (int i = all.Count - 1; i >= 0 && all.Count > 1; i--)
        {
            var c = all[i];
            if (all.Any(o => o != c && graph.IsAncestor(c, o))) all.RemoveAt(i);
        }
        return all;
    }

    /// <summary>
    /// Where the branch goes when all heads have the same tree: to the greatest of them, unless history that is more than merges would be lost. Null when it takes a merge commit.
    /// </summary>
    internal static Sha? Greatest(CommitGraph graph, Sha? tip, IReadOnlyList<Sha> heads, Func<Sha, Commit> read)
    {
        var greatest = heads[^1];
        if (tip is not { } t || t == greatest) return greatest;
        return graph.Only(t, greatest, DroppedAtMost) is { } only && only.All(c => read(c).Parents.Count > 1) ? greatest : null;
    }

    /// <summary>Author and committer of a merge: those of the commit with the latest date among what it is made of.</summary>
    internal static Commit Latest(IEnumerable<(Sha Name, Commit Commit)> sources) => sources.MaxBy(s => (s.Commit.CommitSeconds, s.Name)).Commit;
}
