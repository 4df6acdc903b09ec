using Breezeway.Git.Objects;

namespace Breezeway.Git.Tests.Objects;

/// <summary>Objects in a dictionary; counts the trees that are read.</summary>
sealed class MemoryObjects : ITreeSource, IObjectSink
{
    public Dictionary<Sha, (GitObjectType Type, byte[] Content)> Objects { get; } = [];
    public int TreesRead { get; private set; }

    public byte[] ReadTree(Sha tree)
    {
        if (tree.IsZero || tree == Sha.EmptyTree) return [];
        TreesRead++;
        return Objects.TryGetValue(tree, out var o) ? o.Content : throw new CorruptData($"no tree {tree}");
    }

    public Sha Write(GitObjectType type, ReadOnlySpan<byte> content)
    {
        var sha = GitHash.Of(type, content);
        Objects[sha] = (type, content.ToArray());
        return sha;
    }

    /// <summary>Hands everything to git as loose objects.</summary>
    public void StoreIn(GitRepo repo)
    {
        foreach (var (sha, (type, content)) in Objects)
        {
            string hex = sha.ToString(), folder = Path.Combine(repo.GitDir, "objects", hex[..2]);
            Directory.CreateDirectory(folder);
            File.WriteAllBytes(Path.Combine(folder, hex[2..]), LooseObject.Encode(type, content));
        }
    }
}
