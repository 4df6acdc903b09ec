using System.Buffers;
using Breezeway.Base.Text;

namespace Breezeway.Git.Objects;

/// <summary>A tree with edits done, and the trees that were written for it, deepest first.</summary>
public sealed record EditedTree(Sha Root, IReadOnlyList<Sha> NewTrees);

/// <summary>
/// Does edits to a tree, reading and writing only the directories they touch. A directory that loses its last entry goes.
/// Raw trees are spliced, not parsed, so that a directory of many files costs little for one change.
/// </summary>
public sealed class TreeEditor
{
    readonly ITreeSource _source;
    readonly IObjectSink _sink;
    readonly List<Sha> _written = [];

    TreeEditor(ITreeSource source, IObjectSink sink) => (_source, _sink) = (source, sink);

    /// <summary>The zero name as base stands for the empty tree. Throws <see cref="CorruptData"/> when a tree is missing or malformed.</summary>
    public static EditedTree Apply(ITreeSource source, IObjectSink sink, Sha baseTree, IEnumerable<TreeEdit> edits)
    {
        var editor = new TreeEditor(source, sink);
        var root = editor.Edit(baseTree, EditNode<TreeEdit>.Of(edits));
        if (root.IsZero) root = editor.Write([]);
        return new EditedTree(root, editor._written);
    }

    /// <summary>A place in the directory where a name stands or would stand, as file or as directory.</summary>
    sealed class Place(byte[] name, bool isTree, EditNode<TreeEdit> node)
    {
        public readonly byte[] Name = name;
        public readonly bool IsTree = isTree;
        public readonly EditNode<TreeEdit> Node = node;
        public int Start, Length;
        public TreeEntry? Old, New;
    }

    /// <summary>The name of the changed directory; zero when nothing is left of it.</summary>
    Sha Edit(Sha directory, EditNode<TreeEdit> node)
    {
        if (node.Children == null) return directory == Sha.EmptyTree ? default : directory;
        byte[] raw = _source.ReadTree(directory);
        var places = Locate(raw, node.Children);
        foreach (var pair in places.GroupBy(p => p.Node)) Decide([.. pair]);
        if (places.TrueForAll(p => p.Old == p.New)) return raw.Length == 0 ? default : directory;
        var changed = Splice(raw, places);
        return changed.Length == 0 ? default : Write(changed);
    }

    static List<Place> Locate(byte[] raw, Dictionary<string, EditNode<TreeEdit>> children)
    {
        var places = new List<Place>(children.Count * 2);
        foreach (var (name, child) in children)
        {
            byte[] bytes = ByteText.Encoding.GetBytes(name);
            places.Add(new Place(bytes, false, child));
            places.Add(new Place(bytes, true, child));
        }
        places.Sort((x, y) => TreeCodec.Compare(x.Name, x.IsTree, y.Name, y.IsTree));
        var scan = new TreeScanner(raw);
        bool more = scan.MoveNext();
        foreach (var place in places)
        {
            int c = -1;
            while (more && (c = TreeCodec.Compare(scan.Name, scan.IsTree, place.Name, place.IsTree)) < 0) more = scan.MoveNext();
            place.Start = more ? scan.Start : raw.Length;
            if (!more || c != 0) continue;
            place.Length = scan.End - scan.Start;
            place.Old = new TreeEntry(scan.Mode, ByteText.From(scan.Name), scan.Sha);
        }
        return places;
    }

    void Decide(Place[] pair)
    {
        var (file, tree) = pair[0].IsTree ? (pair[1], pair[0]) : (pair[0], pair[1]);
        var node = file.Node;
        string name = ByteText.From(file.Name);
        file.New = node.FileGoes ? null : file.Old;
        var directory = node.TreeGoes ? default : tree.Old?.Sha ?? default;
        if (node.Set is { } set)
        {
            if (GitMode.IsTree(set.Mode)) directory = set.Sha;
            else file.New = new TreeEntry(set.Mode, name, set.Sha);
        }
        directory = Edit(directory, node);
        tree.New = directory.IsZero ? null : new TreeEntry(GitMode.Tree, name, directory);
    }

    static ReadOnlySpan<byte> Splice(byte[] raw, List<Place> places)
    {
        var to = new ArrayBufferWriter<byte>(raw.Length + 64 * places.Count);
        int at = 0;
        foreach (var place in places)
        {
            to.Write(raw.AsSpan(at, place.Start - at));
            at = place.Start + place.Length;
            if (place.Old == place.New) to.Write(raw.AsSpan(place.Start, place.Length));
            else if (place.New is { } entry) TreeCodec.Append(to, entry);
        }
        to.Write(raw.AsSpan(at));
        return to.WrittenSpan;
    }

    Sha Write(ReadOnlySpan<byte> tree)
    {
        var sha = _sink.Write(GitObjectType.Tree, tree);
        _written.Add(sha);
        return sha;
    }
}
