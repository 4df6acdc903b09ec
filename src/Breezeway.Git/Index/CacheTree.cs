using System.Buffers;
using System.Buffers.Text;
using Breezeway.Base.Text;
using Breezeway.Git.Objects;

namespace Breezeway.Git.Index;

/// <summary>
/// The cache tree: for each directory its tree object, so that a commit need not make trees that did not change. Depth first, each is
/// <c>name NUL entry-count SP subtree-count LF sha</c>; a count of -1 means "not known", and no sha follows.
/// </summary>
static class CacheTree
{
    /// <summary>
    /// The same cache tree, not knowing the directories above the changed paths, nor any directory of such a path's name.
    /// Empty when what was there is malformed: git then makes it anew.
    /// </summary>
    /// <param name="changed">In the order of <see cref="GitPath.CompareByDirectory"/>.</param>
    public static ReadOnlySpan<byte> Invalidate(ReadOnlySpan<byte> tree, List<string> changed)
    {
        if (changed.Count == 0 || tree.IsEmpty) return tree;
        var to = new ArrayBufferWriter<byte>(tree.Length + 16);
        var paths = System.Runtime.InteropServices.CollectionsMarshal.AsSpan(changed);
        int at = 0;
        return TryCopy(tree, ref at, paths, 0, to) && at == tree.Length ? to.WrittenSpan : default;
    }

    static bool TryCopy(ReadOnlySpan<byte> tree, ref int at, ReadOnlySpan<string> paths, int depth, ArrayBufferWriter<byte> to)
    {
        int start = at;
        if (paths.IsEmpty)
        {
            if (!TrySkip(tree, ref at)) return false;
            to.Write(tree[start..at]);
            return true;
        }
        if (!TryReadHead(tree, ref at, out var name, out int children)) return false;
        var below = new ArrayBufferWriter<byte>();
        int kept = 0;
        for (int i = 0; i < children; i++)
        {
            int child = at;
            var childName = tree[at..(at + Math.Max(0, tree[at..].IndexOf((byte)0)))];
            var childPaths = Below(paths, depth, ByteText.From(childName));
            if (childPaths.Length > 0 && childPaths[0].Length == depth + childName.Length)
            {
                if (!TrySkip(tree, ref at)) return false;
                continue;
            }
            if (!TryCopy(tree, ref at, childPaths, depth + childName.Length + 1, below)) return false;
            kept++;
        }
        to.Write(name);
        to.Write(ByteText.Bytes(FormattableString.Invariant($"\0-1 {kept}\n")));
        to.Write(below.WrittenSpan);
        return true;
    }

    /// <summary>Those paths whose name at this depth is <paramref name="name"/>: the path of that name itself, if any, comes first.</summary>
    static ReadOnlySpan<string> Below(ReadOnlySpan<string> paths, int depth, string name)
    {
        int start = First(paths, depth, name, after: false), end = First(paths, depth, name, after: true);
        return paths[start..end];
    }

    static int First(ReadOnlySpan<string> paths, int depth, string name, bool after)
    {
        int low = 0, high = paths.Length;
        while (low < high)
        {
            int middle = (low + high) / 2;
            var rest = paths[middle].AsSpan(depth);
            int slash = rest.IndexOf('/');
            int c = (slash < 0 ? rest : rest[..slash]).SequenceCompareTo(name);
            if (c < 0 || after && c == 0) low = middle + 1;
            else high = middle;
        }
        return low;
    }

    static bool TrySkip(ReadOnlySpan<byte> tree, ref int at)
    {
        for (long open = 1; open > 0; open--)
        {
            if (!TryReadHead(tree, ref at, out _, out int children)) return false;
            open += children;
        }
        return true;
    }

    static bool TryReadHead(ReadOnlySpan<byte> tree, ref int at, out ReadOnlySpan<byte> name, out int children)
    {
        name = default;
        children = 0;
        var rest = tree[at..];
        int nul = rest.IndexOf((byte)0);
        if (nul < 0) return false;
        name = rest[..nul];
        if (!Utf8Parser.TryParse(rest[(nul + 1)..], out int entries, out int used)) return false;
        int n = nul + 1 + used;
        if (n >= rest.Length || rest[n] != ' ' || !Utf8Parser.TryParse(rest[(n + 1)..], out children, out used) || children < 0) return false;
        n += 1 + used;
        if (n >= rest.Length || rest[n] != '\n') return false;
        n += 1 + (entries >= 0 ? Sha.Size : 0);
        if (n > rest.Length) return false;
        at += n;
        return true;
    }
}
