using Breezeway.Base.Text;

namespace Breezeway.Git.Objects;

/// <summary>Finds single paths in trees.</summary>
public static class TreeLookup
{
    /// <summary>What stands at a path, file or directory; null when nothing does. The entry's name is the last part of the path.</summary>
    public static TreeEntry? Find(ITreeSource source, Sha tree, string path)
    {
        var entry = new TreeEntry(GitMode.Tree, "", tree);
        foreach (string name in path.Split('/'))
        {
            if (!entry.IsTree || FindIn(source.ReadTree(entry.Sha), name) is not { } next) return null;
            entry = next;
        }
        return entry;
    }

    static TreeEntry? FindIn(byte[] tree, string name)
    {
        byte[] bytes = ByteText.Encoding.GetBytes(name);
        var scan = new TreeScanner(tree);
        while (scan.MoveNext())
            if (scan.Name.SequenceEqual(bytes)) return new TreeEntry(scan.Mode, name, scan.Sha);
        return null;
    }
}
