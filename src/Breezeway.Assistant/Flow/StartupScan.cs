using Breezeway.Annex;
using Breezeway.Base.Files;

namespace Breezeway.Assistant.Flow;

/// <summary>Compares the watcher's first walk with the index as it goes: one walk serves both.</summary>
public sealed class StartupScan(AnnexRepository repository)
{
    readonly TreeScan _scan = new(repository, repository.Index.Read());
    readonly Lock _lock = new();
    readonly List<string> _differing = [];

    /// <summary>A directory of the first walk, right after it is watched; called by several threads.</summary>
    public void Listed(string directory, IReadOnlyList<DirectoryEntry> entries)
    {
        var here = new List<string>();
        _scan.Listed(directory, entries, here);
        if (here.Count > 0) lock (_lock) _differing.AddRange(here);
    }

    /// <summary>What could not be listed counts as unchanged.</summary>
    public void NotListed(string directory) => _scan.MarkSeen(directory);

    /// <summary>After the walk: all paths that differ from the index, those that vanished too.</summary>
    public List<string> Finish()
    {
        lock (_lock)
        {
            _scan.Unseen("", _differing);
            return [.. _differing];
        }
    }
}
