namespace Breezeway.Git;

/// <summary>What an edit of a tree or an index does to the path it names.</summary>
public enum PathEditKind : byte
{
    /// <summary>Puts an entry there, in place of whatever is there: a file, or a whole directory; also in place of a file where the path needs a directory.</summary>
    Set,

    /// <summary>Takes the file away. A directory of that name stays.</summary>
    Remove,

    /// <summary>Takes everything away that is there: the file, or the directory with all in it.</summary>
    RemoveTree,
}

interface IPathEdit
{
    string Path { get; }
    PathEditKind Kind { get; }

    /// <summary>0, or the stage of an index conflict; a conflict's stages stand beside each other, and beside directories of that name.</summary>
    int Stage { get; }

    /// <summary>True for a directory set as a whole: what is set below it later changes it, where a file would give way.</summary>
    bool IsTree { get; }
}
