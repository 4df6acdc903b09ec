namespace Breezeway.Git.Objects;

/// <summary>Where trees are read from.</summary>
public interface ITreeSource
{
    /// <summary>The raw content of a tree, which may not be changed; empty for the zero name and the empty tree. Throws <see cref="CorruptData"/> when there is no such tree.</summary>
    byte[] ReadTree(Sha tree);
}

/// <summary>Where new objects go.</summary>
public interface IObjectSink
{
    /// <summary>Stores an object, if it is not there yet, and tells its name.</summary>
    Sha Write(GitObjectType type, ReadOnlySpan<byte> content);
}
