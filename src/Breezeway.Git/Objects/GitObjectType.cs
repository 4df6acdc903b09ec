namespace Breezeway.Git.Objects;

/// <summary>The four kinds of git object, numbered as pack entries number them.</summary>
public enum GitObjectType : byte
{
    Commit = 1,
    Tree = 2,
    Blob = 3,
    Tag = 4,
}

public static class GitObjectTypes
{
    /// <summary>The word in an object's header.</summary>
    public static ReadOnlySpan<byte> Word(this GitObjectType type) => type switch
    {
        GitObjectType.Commit => "commit"u8,
        GitObjectType.Tree => "tree"u8,
        GitObjectType.Blob => "blob"u8,
        GitObjectType.Tag => "tag"u8,
        _ => throw new ArgumentOutOfRangeException(nameof(type)),
    };

    public static bool TryParse(ReadOnlySpan<byte> word, out GitObjectType type)
    {
        type = word.SequenceEqual("blob"u8) ? GitObjectType.Blob
            : word.SequenceEqual("tree"u8) ? GitObjectType.Tree
            : word.SequenceEqual("commit"u8) ? GitObjectType.Commit
            : word.SequenceEqual("tag"u8) ? GitObjectType.Tag : default;
        return type != default;
    }
}
