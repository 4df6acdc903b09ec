using Breezeway.Base.Text;

namespace Breezeway.Git.Objects;

/// <summary>A path that differs between two trees. Mode 0 and the zero name stand for "not there". A file that became a directory is a removal and additions.</summary>
public readonly record struct TreeChange(string Path, uint OldMode, Sha OldSha, uint NewMode, Sha NewSha)
{
    public bool IsAddition => OldMode == 0;
    public bool IsRemoval => NewMode == 0;
}

/// <summary>Compares two trees all the way down, entering only directories that differ.</summary>
public static class TreeDiff
{
    /// <summary>The changes in byte order of paths. The zero name stands for the empty tree. Throws <see cref="CorruptData"/> when a tree is missing.</summary>
    public static List<TreeChange> Between(ITreeSource source, Sha oldTree, Sha newTree)
    {
        var changes = new List<TreeChange>();
        Compare(source, oldTree, newTree, "", changes);
        return changes;
    }

    /// <summary>Every file of a tree, with its path.</summary>
    public static IEnumerable<TreeEntry> Files(ITreeSource source, Sha tree) =>
        Between(source, default, tree).Select(c => new TreeEntry(c.NewMode, c.Path, c.NewSha));

    static void Compare(ITreeSource source, Sha x, Sha y, string prefix, List<TreeChange> to)
    {
        if (x == y) return;
        var old = new TreeScanner(source.ReadTree(x));
        var now = new TreeScanner(source.ReadTree(y));
        bool hasOld = old.MoveNext(), hasNow = now.MoveNext();
        while (hasOld || hasNow)
        {
            int c = !hasOld ? 1 : !hasNow ? -1 : TreeCodec.Compare(old.Name, old.IsTree, now.Name, now.IsTree);
            var oldSide = c <= 0 ? (old.Mode, old.Sha) : default;
            var nowSide = c >= 0 ? (now.Mode, now.Sha) : default;
            if (oldSide != nowSide)
            {
                string path = prefix + ByteText.From(c <= 0 ? old.Name : now.Name);
                if (c <= 0 ? old.IsTree : now.IsTree) Compare(source, oldSide.Sha, nowSide.Sha, path + "/", to);
                else to.Add(new TreeChange(path, oldSide.Mode, oldSide.Sha, nowSide.Mode, nowSide.Sha));
            }
            if (c <= 0) hasOld = old.MoveNext();
            if (c >= 0) hasNow = now.MoveNext();
        }
    }
}
