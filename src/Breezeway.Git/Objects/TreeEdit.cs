namespace Breezeway.Git.Objects;

/// <summary>
/// One step of a change to a tree. Steps are done in order; setting a path takes away whatever stands in its way. A directory may be set
/// as a whole (<see cref="GitMode.Tree"/>), and changed by later steps.
/// </summary>
public readonly record struct TreeEdit : IPathEdit
{
    TreeEdit(PathEditKind kind, string path, uint mode, Sha sha) => (Kind, Path, Mode, Sha) = (kind, path, mode, sha);

    public PathEditKind Kind { get; }
    public string Path { get; }
    public uint Mode { get; }
    public Sha Sha { get; }

    int IPathEdit.Stage => 0;
    bool IPathEdit.IsTree => GitMode.IsTree(Mode);

    /// <summary>Throws <see cref="ArgumentException"/> for a path git refuses.</summary>
    public static TreeEdit Set(string path, uint mode, Sha sha)
    {
        GitPath.Demand(path);
        return new TreeEdit(PathEditKind.Set, path, mode, sha);
    }

    /// <summary>Takes away the file; nothing happens where there is none, or a directory.</summary>
    public static TreeEdit Remove(string path) => new(PathEditKind.Remove, path, 0, default);

    /// <summary>Takes away the file, or the directory with all in it.</summary>
    public static TreeEdit RemoveTree(string path) => new(PathEditKind.RemoveTree, path, 0, default);
}
