using Breezeway.Annex.Keys;
using Breezeway.Git.Objects;

namespace Breezeway.Sync.Merge;

/// <summary>One side of a conflict: an index stage, and the key if it is annexed.</summary>
public sealed record ConflictSide(uint Mode, Sha Sha, Key? Key)
{
    public bool IsLocked => GitMode.IsSymlink(Mode);
}

/// <summary>A path with its stages 2 and 3; null where a side has nothing there.</summary>
public sealed record Conflict(string Path, ConflictSide? Ours, ConflictSide? Theirs);

/// <summary>What a conflict becomes.</summary>
public abstract record Resolution
{
    Resolution() { }
    /// <summary>Entries at these paths; the path itself goes unless it is among them.</summary>
    public sealed record Entries(IReadOnlyList<(string Path, ConflictSide Side)> Files) : Resolution;
    /// <summary>Neither side is annexed: git's conflict stays.</summary>
    public sealed record NotOurs : Resolution;
}

/// <summary>The variant rule (sync.md 4): a pure function of path and keys, the same from either side, so that all clones resolve alike.</summary>
public static class ConflictRule
{
    /// <param name="pointerSha">Name of the pointer blob of a key, for the case that locked and unlocked meet.</param>
    public static Resolution Resolve(Conflict conflict, Func<Key, Sha> pointerSha)
    {
        var (path, ours, theirs) = conflict;
        Key? k1 = ours?.Key, k2 = theirs?.Key;
        if (k1 is null && k2 is null) return new Resolution.NotOurs();
        if (k1 is not null && k2 is not null)
        {
            if (k1 == k2) return One(path, SameKey(ours!, theirs!, pointerSha));
            return new Resolution.Entries([(VariantName.Of(path, k1), ours!), (VariantName.Of(path, k2), theirs!)]);
        }
        var (annexed, other) = k1 is not null ? (ours!, theirs) : (theirs!, ours);
        var files = new List<(string, ConflictSide)>();
        if (other is not null) files.Add((path, other));
        files.Add((VariantName.Of(path, annexed.Key!), annexed));
        return new Resolution.Entries(files);
    }

    static Resolution One(string path, ConflictSide side) => new Resolution.Entries([(path, side)]);

    /// <summary>Symlink if both are locked, else a pointer file, executable if one side is.</summary>
    static ConflictSide SameKey(ConflictSide a, ConflictSide b, Func<Key, Sha> pointerSha)
    {
        if (a.IsLocked && b.IsLocked) return string.CompareOrdinal(a.Sha.ToString(), b.Sha.ToString()) <= 0 ? a : b;
        uint mode = a.Mode == GitMode.Executable || b.Mode == GitMode.Executable ? GitMode.Executable : GitMode.File;
        return new ConflictSide(mode, pointerSha(a.Key!), a.Key);
    }
}
