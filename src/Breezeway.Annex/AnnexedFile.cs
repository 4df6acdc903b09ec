using Breezeway.Annex.Keys;
using Breezeway.Annex.Objects;
using Breezeway.Base.Files;
using Breezeway.Git.Index;
using Breezeway.Git.Objects;

namespace Breezeway.Annex;

/// <summary>A file of the index that stands for a key.</summary>
/// <param name="Path">From the top.</param>
public readonly record struct AnnexedFile(string Path, Key Key, uint Mode, Sha Sha)
{
    public bool IsLocked => GitMode.IsSymlink(Mode);
}

/// <summary>Finds the annexed files of an index.</summary>
public static class AnnexedFiles
{
    /// <summary>
    /// Those of the whole index or below some paths (files or directories from the top; empty for all), in index order; conflicted paths left out. A link whose stat data match
    /// its entry is read from the work tree, which is far cheaper than its blob.
    /// </summary>
    public static IEnumerable<AnnexedFile> In(AnnexRepository repository, IndexSnapshot index, IReadOnlyList<string>? below = null)
    {
        var known = new Dictionary<Sha, Key?>();
        foreach (var (start, end) in Ranges(index, below))
            for (int i = start; i < end; i++)
            {
                var e = index[i];
                if (e.Stage != 0) continue;
                if (KeyOf(repository, e, known) is { } key) yield return new AnnexedFile(e.Path, key, e.Mode, e.Sha);
            }
    }

    static IEnumerable<(int Start, int End)> Ranges(IndexSnapshot index, IReadOnlyList<string>? below)
    {
        if (below is null || below.Count == 0) { yield return (0, index.Count); yield break; }
        foreach (string path in below)
        {
            var file = index.RangeOf(path);
            if (file.Start < file.End) yield return file;
            var dir = index.RangeBelow(path);
            if (dir.Start < dir.End) yield return dir;
        }
    }

    /// <summary>The key of an index entry; null when it is none.</summary>
    public static Key? KeyOf(AnnexRepository repository, IndexEntryView e, Dictionary<Sha, Key?>? known = null)
    {
        uint mode = e.Mode;
        if (GitMode.IsSymlink(mode))
        {
            string path = repository.PathOf(e.Path);
            if (!repository.IsBare && Fs.TryLStat(path, out var s, out _) && s.IsSymlink && e.Stat.Matches(s) && Fs.ReadLink(path) is { } target) return PointerFile.FromLink(target);
        }
        else if (!GitMode.IsRegular(mode)) return null;
        var sha = e.Sha;
        if (known is not null && known.TryGetValue(sha, out var k)) return k;
        k = repository.KeyOfBlob(mode, sha);
        if (known is not null) known[sha] = k;
        return k;
    }
}
