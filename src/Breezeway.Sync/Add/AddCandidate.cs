using Breezeway.Base.Files;
using Breezeway.Git.Index;

namespace Breezeway.Sync.Add;

/// <summary>A path of the work tree that may be added.</summary>
/// <param name="Path">From the top.</param>
/// <param name="Known">Its index entry; null for a path git does not know.</param>
public sealed record AddCandidate(string Path, FileStat Stat, IndexEntry? Known = null);
