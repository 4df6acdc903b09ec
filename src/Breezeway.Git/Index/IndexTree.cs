using System.Buffers.Text;
using Breezeway.Base.Text;
using Breezeway.Git.Objects;

namespace Breezeway.Git.Index;

/// <summary>Compares an index with a tree without making trees of it: whether anything is staged.</summary>
public static class IndexTree
{
    /// <summary>
    /// True when a commit of the index would have that tree. Directories that the cache tree knows are not entered. Conflicts and intended additions make it false.
    /// </summary>
    public static bool IsSame(IndexSnapshot index, ITreeSource trees, Sha tree)
    {
        for (int i = 0; i < index.Count; i++)
            if (index[i].Stage != 0 || (index[i].Flags & IndexFlags.IntentToAdd) != 0) return false;
        var known = Known(index.Extensions.CacheTree.Span);
        return IsSame(index, trees, known, "", (0, index.Count), tree);
    }

    static bool IsSame(IndexSnapshot index, ITreeSource trees, Dictionary<string, Sha> known, string prefix, (int Start, int End) range, Sha tree)
    {
        if (known.TryGetValue(prefix, out var cached)) return cached == tree || (range.Start == range.End && tree == Sha.EmptyTree);
        int at = range.Start;
        foreach (var entry in TreeCodec.Parse(trees.ReadTree(tree)))
        {
            if (at >= range.End) return false;
            string path = prefix + entry.Name;
            if (entry.IsTree)
            {
                var below = index.RangeBelow(path);
                if (below.Start != at || below.End == at || !IsSame(index, trees, known, path + "/", below, entry.Sha)) return false;
                at = below.End;
                continue;
            }
            var e = index[at];
            if (e.Mode != entry.Mode || e.Sha != entry.Sha || e.Path != path) return false;
            at++;
        }
        return at == range.End;
    }

    /// <summary>The directories whose trees the cache tree knows, each with a slash at its end; the top is empty.</summary>
    static Dictionary<string, Sha> Known(ReadOnlySpan<byte> tree)
    {
        var known = new Dictionary<string, Sha>(StringComparer.Ordinal);
        int at = 0;
        if (!tree.IsEmpty && !TryRead(tree, ref at, "", known)) known.Clear();
        return known;
    }

    static bool TryRead(ReadOnlySpan<byte> tree, ref int at, string above, Dictionary<string, Sha> to)
    {
        var rest = tree[at..];
        int nul = rest.IndexOf((byte)0);
        if (nul < 0 || !Utf8Parser.TryParse(rest[(nul + 1)..], out int entries, out int used)) return false;
        int n = nul + 1 + used;
        if (n >= rest.Length || !Utf8Parser.TryParse(rest[(n + 1)..], out int children, out used)) return false;
        n += 2 + used;
        string path = above.Length == 0 && nul == 0 ? "" : $"{above}{ByteText.From(rest[..nul])}/";
        if (entries >= 0)
        {
            if (rest.Length - n < Sha.Size) return false;
            to[path] = new Sha(rest.Slice(n, Sha.Size));
            n += Sha.Size;
        }
        at += n;
        for (int i = 0; i < children; i++) if (!TryRead(tree, ref at, path, to)) return false;
        return true;
    }
}
