namespace Breezeway.Git.Index;

/// <summary>
/// One step of a change to an index. Steps are done in order. Setting a path at stage 0 takes away its conflict stages and whatever
/// stands in the way: entries below it as a directory, files where it needs a directory. Setting a conflict stage (1 to 3) takes away what
/// the index had at that path before, and leaves directories of that name alone.
/// </summary>
public readonly record struct IndexEdit : IPathEdit
{
    IndexEdit(PathEditKind kind, IndexEntry entry) => (Kind, Entry) = (kind, entry);

    public PathEditKind Kind { get; }

    /// <summary>What is set; otherwise only the path counts.</summary>
    public IndexEntry Entry { get; }

    public string Path => Entry.Path;

    int IPathEdit.Stage => Entry.Stage;

    bool IPathEdit.IsTree => false;

    /// <summary>Throws <see cref="ArgumentException"/> for a path or stage git refuses.</summary>
    public static IndexEdit Set(IndexEntry entry)
    {
        GitPath.Demand(entry.Path);
        if (Objects.GitMode.IsTree(entry.Mode)) throw new ArgumentException($"a directory is no index entry: {entry.Path}");
        if (entry.Stage is < 0 or > 3) throw new ArgumentException($"no stage: {entry.Stage}");
        return new IndexEdit(PathEditKind.Set, entry);
    }

    /// <summary>Takes away the file in all its stages; nothing happens where there is none, or a directory.</summary>
    public static IndexEdit Remove(string path) => new(PathEditKind.Remove, new IndexEntry(path, 0, default));

    /// <summary>Takes away the file, and everything below it as a directory.</summary>
    public static IndexEdit RemoveTree(string path) => new(PathEditKind.RemoveTree, new IndexEntry(path, 0, default));
}
