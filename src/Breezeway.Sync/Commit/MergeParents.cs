using Breezeway.Git.Objects;

namespace Breezeway.Sync.Commit;

/// <summary>Merge commits that are a function of their parents, so that clones which merge the same two commits make the same commit and fall silent.</summary>
public static class MergeParents
{
    /// <summary>Two parents in the order of their names.</summary>
    public sealed record Sorted(Sha First, Sha Second, Git.Objects.Commit FirstCommit, Git.Objects.Commit SecondCommit)
    {
        /// <summary>Date and identity are those of the later parent (of equal dates: the second).</summary>
        public Git.Objects.Commit MergeCommit(Sha tree)
        {
            var later = FirstCommit.CommitSeconds > SecondCommit.CommitSeconds ? FirstCommit : SecondCommit;
            return new Git.Objects.Commit(tree, [First, Second], later.Committer, later.Committer, "git-annex automatic merge\n");
        }
    }
}
