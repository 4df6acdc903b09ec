using Breezeway.Annex.Keys;
using Breezeway.Annex.WorkTree;
using Breezeway.Git.Index;
using Breezeway.Git.Objects;

namespace Breezeway.Sync.Add;

/// <summary>What became of a candidate. Nothing of it is in the index before it was staged.</summary>
public abstract record AddOutcome(string Path)
{
    /// <summary>Staged by <see cref="Adder.Stage"/>.</summary>
    /// <param name="Blob">What git stores: link target, pointer; null when <paramref name="Sha"/> is in git already.</param>
    /// <param name="Key">The key that the file stands for; null for a file of git's.</param>
    /// <param name="Reason">Why it went to git.</param>
    public sealed record Added(string Path, uint Mode, byte[]? Blob, Sha Sha, IndexStat Stat, Key? Key, GitReason Reason = GitReason.None) : AddOutcome(Path)
    {
        /// <summary>Content came into the annex, or lies there already.</summary>
        public bool HasContent { get; init; }
        /// <summary>To be told to the user, who may have copied a link or pointer from elsewhere.</summary>
        public string? Warning { get; init; }
        /// <summary>The same was staged before: only the index entry's stat data are renewed.</summary>
        public bool Unchanged { get; init; }
    }

    /// <summary>Nothing to add: it went away, or is no file.</summary>
    public sealed record Nothing(string Path) : AddOutcome(Path);

    /// <summary>It could not be added, and is as it was.</summary>
    public sealed record Failed(string Path, string Why) : AddOutcome(Path);
}
