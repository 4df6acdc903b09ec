using Breezeway.Base.Text;

namespace Breezeway.Git.Objects;

/// <summary>Tree objects, parsed and formatted. Order: byte order of names, a directory's name counting as if it ended in a slash.</summary>
public static class TreeCodec
{
    /// <summary>The entries in the order stored. Throws <see cref="CorruptData"/> on malformed content.</summary>
    public static TreeEntry[] Parse(ReadOnlySpan<byte> tree)
    {
        var entries = new List<TreeEntry>();
        var scan = new TreeScanner(tree);
        while (scan.MoveNext()) entries.Add(new TreeEntry(scan.Mode, ByteText.From(scan.Name), scan.Sha));
        return [.. entries];
    }

    /// <summary>The tree's content; the entries come in any order. Throws <see cref="ArgumentException"/> for a name git refuses.</summary>
    public static byte[] Format(ReadOnlySpan<TreeEntry> entries)
    {
        var sorted = entries.ToArray();
        sorted.AsSpan().Sort(Compare);
        var to = new System.Buffers.ArrayBufferWriter<byte>(Math.Max(64, entries.Length * 48));
        for (int i = 0; i < sorted.Length; i++)
        {
            if (i > 0 && sorted[i - 1].Name == sorted[i].Name) throw new ArgumentException($"twice in one tree: {sorted[i].Name}");
            Append(to, sorted[i]);
        }
        return to.WrittenSpan.ToArray();
    }

    /// <summary>The order of entries in a tree.</summary>
    public static int Compare(TreeEntry x, TreeEntry y)
    {
        int common = Math.Min(x.Name.Length, y.Name.Length);
        int c = string.CompareOrdinal(x.Name, 0, y.Name, 0, common);
        if (c != 0) return c;
        int a = After(x.Name.Length, x.IsTree, common, x.Name), b = After(y.Name.Length, y.IsTree, common, y.Name);
        return a - b;
    }

    static int After(int length, bool isTree, int at, string name) => at < length ? name[at] : isTree ? '/' : 0;

    /// <summary>The same order on raw names.</summary>
    public static int Compare(ReadOnlySpan<byte> x, bool xIsTree, ReadOnlySpan<byte> y, bool yIsTree)
    {
        int common = Math.Min(x.Length, y.Length);
        int c = x[..common].SequenceCompareTo(y[..common]);
        if (c != 0) return c;
        int a = x.Length > common ? x[common] : xIsTree ? '/' : 0;
        int b = y.Length > common ? y[common] : yIsTree ? '/' : 0;
        return a - b;
    }

    internal static void Append(System.Buffers.IBufferWriter<byte> to, TreeEntry entry)
    {
        string name = entry.Name;
        if (!IsNameValid(name)) throw new ArgumentException($"not a name for a tree entry: \"{name}\"");
        var span = to.GetSpan(8 + name.Length + 1 + Sha.Size);
        int n = WriteMode(span, entry.Mode);
        span[n++] = (byte)' ';
        n += ByteText.Encoding.GetBytes(name, span[n..]);
        span[n++] = 0;
        entry.Sha.CopyTo(span[n..]);
        to.Advance(n + Sha.Size);
    }

    static int WriteMode(Span<byte> to, uint mode)
    {
        int digits = 1;
        for (uint m = mode >> 3; m != 0; m >>= 3) digits++;
        for (int i = digits - 1; i >= 0; i--, mode >>= 3) to[i] = (byte)('0' + (mode & 7));
        return digits;
    }

    /// <summary>False for what no tree may hold: an empty name, a slash, NUL, <c>.</c>, <c>..</c>, <c>.git</c> in any case.</summary>
    public static bool IsNameValid(ReadOnlySpan<char> name) =>
        !name.IsEmpty && name is not ("." or "..") && name.IndexOfAny('/', '\0') < 0
        && !name.Equals(".git", StringComparison.OrdinalIgnoreCase);
}
