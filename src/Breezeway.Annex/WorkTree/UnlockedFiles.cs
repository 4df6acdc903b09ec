using Breezeway.Annex.Keys;
using Breezeway.Annex.Objects;
using Breezeway.Git.Index;
using Breezeway.Git.Objects;

namespace Breezeway.Annex.WorkTree;

/// <summary>An unlocked file: the index has a pointer for it.</summary>
/// <param name="Path">From the top.</param>
public readonly record struct UnlockedFile(string Path, uint Mode, Sha Sha)
{
    public bool IsExecutable => Mode == GitMode.Executable;
}

/// <summary>
/// Finds the unlocked files of keys. No blob is read: a key's pointer is known, and so is its blob's name, which is looked up among the index's regular files. The index is
/// read again whenever it changed. Thread-safe.
/// </summary>
public sealed class UnlockedFiles(AnnexRepository repository)
{
    readonly Lock _lock = new();
    IndexSnapshot? _index;
    Dictionary<Sha, List<UnlockedFile>> _bySha = [];

    /// <summary>Those whose index entry is the key's pointer, in index order; empty in a bare repository.</summary>
    public IReadOnlyList<UnlockedFile> Of(Key key)
    {
        if (repository.IsBare) return [];
        var map = Map();
        if (map.Count == 0) return [];
        return map.TryGetValue(GitHash.Of(GitObjectType.Blob, PointerFile.Bytes(key)), out var files) ? files : [];
    }

    Dictionary<Sha, List<UnlockedFile>> Map()
    {
        lock (_lock)
        {
            var index = repository.Index.Read();
            if (ReferenceEquals(index, _index)) return _bySha;
            var map = new Dictionary<Sha, List<UnlockedFile>>();
            for (int i = 0; i < index.Count; i++)
            {
                var e = index[i];
                if (e.Stage != 0 || !GitMode.IsRegular(e.Mode)) continue;
                var sha = e.Sha;
                if (!map.TryGetValue(sha, out var files)) map[sha] = files = [];
                files.Add(new(e.Path, e.Mode, sha));
            }
            (_index, _bySha) = (index, map);
            return map;
        }
    }
}
