namespace Breezeway.Git.Index;

/// <summary>
/// The extensions we carry over when writing: the cache tree (<c>TREE</c>, invalidated where paths change) and resolve-undo (<c>REUC</c>).
/// The untracked cache, fsmonitor bits and offset tables speak of positions or of the work tree and are left out; git makes them anew.
/// </summary>
/// <param name="NullChecksum">The trailer was all zero, as index.skipHash makes it.</param>
sealed record IndexExtensions(ReadOnlyMemory<byte> CacheTree, ReadOnlyMemory<byte> ResolveUndo, bool NullChecksum)
{
    public static readonly IndexExtensions None = new(default, default, false);
}
