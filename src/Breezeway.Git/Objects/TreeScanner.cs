namespace Breezeway.Git.Objects;

/// <summary>
/// Walks the raw content of a tree object without allocating: <c>octal-mode SP name NUL 20-byte-sha</c>, again and again.
/// Throws <see cref="CorruptData"/> where the content is something else.
/// </summary>
public ref struct TreeScanner(ReadOnlySpan<byte> tree)
{
    readonly ReadOnlySpan<byte> _tree = tree;
    int _next;

    /// <summary>Where the current entry starts in the tree.</summary>
    public int Start { get; private set; }

    /// <summary>Just after the current entry.</summary>
    public readonly int End => _next;

    public uint Mode { get; private set; }
    public ReadOnlySpan<byte> Name { get; private set; }
    public readonly Sha Sha => new(_tree.Slice(_next - Sha.Size, Sha.Size));
    public readonly bool IsTree => GitMode.IsTree(Mode);

    /// <summary>Goes to the next entry; false after the last one.</summary>
    public bool MoveNext()
    {
        Start = _next;
        var rest = _tree[_next..];
        if (rest.IsEmpty) return false;
        int space = rest.IndexOf((byte)' ');
        if (space < 0 || !GitMode.TryParse(rest[..space], out uint mode)) throw Corrupt();
        var name = rest[(space + 1)..];
        int nul = name.IndexOf((byte)0);
        if (nul <= 0 || name.Length - nul - 1 < Sha.Size) throw Corrupt();
        Mode = mode;
        Name = name[..nul];
        _next += space + 1 + nul + 1 + Sha.Size;
        return true;
    }

    static CorruptData Corrupt() => new("a git tree object is malformed");
}
