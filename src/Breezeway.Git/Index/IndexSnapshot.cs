using Breezeway.Base.Text;

namespace Breezeway.Git.Index;

/// <summary>
/// An index as it was read; immutable, safe for any number of readers. Holds the file's bytes and where each entry starts
/// (some 110 bytes an entry in all); nothing is decoded before it is asked for.
/// Entries are in git's order: by path in byte order, then by stage.
/// </summary>
public sealed class IndexSnapshot
{
    readonly byte[] _raw;
    readonly int[] _starts;         // Count + 1; the last is the end of the entries
    readonly byte[]? _names;        // version 4 only: full names, one after the other
    readonly int[]? _nameStarts;    // version 4 only, Count + 1

    internal IndexSnapshot(int version, byte[] raw, int[] starts, byte[]? names, int[]? nameStarts, IndexExtensions extensions)
    {
        (Version, _raw, _starts, _names, _nameStarts, Extensions) = (version, raw, starts, names, nameStarts, extensions);
    }

    /// <summary>What git takes a missing index file for.</summary>
    public static readonly IndexSnapshot Empty = new(2, [], [0], null, null, IndexExtensions.None);

    /// <summary>2, 3 or 4.</summary>
    public int Version { get; }

    public int Count => _starts.Length - 1;

    internal IndexExtensions Extensions { get; }

    public IndexEntryView this[int position]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)position, (uint)Count, nameof(position));
            return new IndexEntryView(this, position);
        }
    }

    /// <summary>The entry of <paramref name="path"/> that is not part of a conflict.</summary>
    public bool TryGet(string path, out IndexEntryView entry)
    {
        int at = PositionOf(path, 0);
        entry = at >= 0 ? this[at] : default;
        return at >= 0;
    }

    /// <summary>Where the entry of that path and stage stands, or -1.</summary>
    public int PositionOf(string path, int stage)
    {
        var (start, end) = RangeOf(path);
        for (int i = start; i < end; i++) if (this[i].Stage == stage) return i;
        return -1;
    }

    /// <summary>All stages of a path: positions from Start up to, not including, End.</summary>
    public (int Start, int End) RangeOf(string path)
    {
        byte[] name = ByteText.Encoding.GetBytes(path);
        int start = LowerBound(name), end = start;
        while (end < Count && NameAt(end).SequenceEqual(name)) end++;
        return (start, end);
    }

    /// <summary>The entries below a directory (<c>""</c> is the top): positions from Start up to, not including, End.</summary>
    public (int Start, int End) RangeBelow(string directory)
    {
        if (directory.Length == 0) return (0, Count);
        byte[] prefix = ByteText.Encoding.GetBytes(directory + "/");
        int start = LowerBound(prefix);
        prefix[^1]++;
        return (start, LowerBound(prefix));
    }

    /// <summary>All entries in order, conflict stages among them.</summary>
    public IEnumerable<IndexEntryView> Entries()
    {
        for (int i = 0; i < Count; i++) yield return new IndexEntryView(this, i);
    }

    /// <summary>
    /// The entries whose file may have changed after it was staged without its stat showing it: its mtime is no older than the index.
    /// Compares whole seconds, as git is commonly built. <paramref name="indexSeconds"/> is the index file's own mtime.
    /// </summary>
    public IEnumerable<IndexEntryView> RacyEntries(long indexSeconds)
    {
        for (int i = 0; i < Count; i++)
            if (IsRacy(i, indexSeconds)) yield return new IndexEntryView(this, i);
    }

    internal bool IsRacy(int i, long indexSeconds)
    {
        var e = new IndexEntryView(this, i);
        return e.MtimeSeconds >= indexSeconds && !Objects.GitMode.IsGitlink(e.Mode) && e.Size != 0;
    }

    /// <summary>The first position whose path is not before <paramref name="name"/>.</summary>
    internal int LowerBound(ReadOnlySpan<byte> name)
    {
        int low = 0, high = Count;
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            if (NameAt(middle).SequenceCompareTo(name) < 0) low = middle + 1;
            else high = middle;
        }
        return low;
    }

    internal ReadOnlySpan<byte> RawEntry(int i) => _raw.AsSpan(_starts[i], _starts[i + 1] - _starts[i]);

    /// <summary>The bytes of the entries from one position up to another.</summary>
    internal ReadOnlySpan<byte> RawEntries(int from, int to) => _raw.AsSpan(_starts[from], _starts[to] - _starts[from]);

    internal ReadOnlySpan<byte> NameAt(int i)
    {
        if (_nameStarts != null) return _names.AsSpan(_nameStarts[i], _nameStarts[i + 1] - _nameStarts[i]);
        return IndexFile.NameInEntry(_raw.AsSpan(_starts[i], _starts[i + 1] - _starts[i]));
    }
}
