using Breezeway.Annex.Keys;
using Breezeway.Git.Index;

namespace Breezeway.Annex.WorkTree;

/// <summary>All annexed files of the index by their keys, locked and unlocked; made when first asked for, and again when the index changed. Thread-safe.</summary>
public sealed class AssociatedFiles(AnnexRepository repository)
{
    readonly Lock _lock = new();
    IndexSnapshot? _index;
    Dictionary<Key, List<string>> _byKey = [];

    /// <summary>From the top, in index order.</summary>
    public IReadOnlyList<string> Of(Key key)
    {
        if (repository.IsBare) return [];
        lock (_lock)
        {
            var index = repository.Index.Read();
            if (!ReferenceEquals(index, _index))
            {
                _byKey = [];
                foreach (var f in AnnexedFiles.In(repository, index))
                {
                    if (!_byKey.TryGetValue(f.Key, out var files)) _byKey[f.Key] = files = [];
                    files.Add(f.Path);
                }
                _index = index;
            }
            return _byKey.TryGetValue(key, out var found) ? found : [];
        }
    }
}
