namespace Breezeway.Git.Objects;

/// <summary>Raw trees used last, up to a number of bytes. Thread-safe.</summary>
sealed class TreeCache(long capacity)
{
    /// <summary>What an entry costs beyond its content.</summary>
    const int Overhead = 150;

    readonly Lock _lock = new();
    readonly Dictionary<Sha, LinkedListNode<(Sha Sha, byte[] Tree)>> _byName = [];
    readonly LinkedList<(Sha Sha, byte[] Tree)> _byUse = [];
    long _size;

    public byte[]? Get(Sha sha)
    {
        lock (_lock)
        {
            if (!_byName.TryGetValue(sha, out var node)) return null;
            _byUse.Remove(node);
            _byUse.AddFirst(node);
            return node.Value.Tree;
        }
    }

    public void Add(Sha sha, byte[] tree)
    {
        if (tree.Length > capacity / 4) return;
        lock (_lock)
        {
            if (_byName.ContainsKey(sha)) return;
            _byName[sha] = _byUse.AddFirst((sha, tree));
            _size += tree.Length + Overhead;
            while (_size > capacity && _byUse.Last is { } last)
            {
                _byName.Remove(last.Value.Sha);
                _byUse.RemoveLast();
                _size -= last.Value.Tree.Length + Overhead;
            }
        }
    }
}
