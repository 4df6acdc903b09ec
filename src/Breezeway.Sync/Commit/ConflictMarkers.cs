using Breezeway.Annex;
using Breezeway.Base.Files;

namespace Breezeway.Sync.Commit;

/// <summary>Finds files that git left in conflict and nobody has edited yet: <c>git commit -a</c> would commit them, markers and all.</summary>
public static class ConflictMarkers
{
    const int LookAt = 1 << 20;

    /// <summary>Conflicted paths of the index whose work tree file still has git's markers, in order.</summary>
    public static IReadOnlyList<string> Find(AnnexRepository repository)
    {
        if (!Fs.Exists($"{repository.Location.GitDir}/MERGE_HEAD")) return [];
        var found = new List<string>();
        foreach (var e in repository.Index.Read().Entries())
            if (e.Stage != 0 && e.Path is var path && (found.Count == 0 || found[^1] != path) && HasMarkers(repository.PathOf(path))) found.Add(path);
        return found;
    }

    static bool HasMarkers(string path)
    {
        using var file = FileHandle.TryOpen(path, OpenMode.Read | OpenMode.NoFollow | OpenMode.NonBlocking, out _);
        if (file is null || !file.Stat().IsRegular) return false;
        string text = "\n" + Base.Text.ByteText.From(file.ReadToEnd(LookAt));
        int open = text.IndexOf("\n<<<<<<< ", StringComparison.Ordinal);
        return open >= 0 && text.IndexOf("\n>>>>>>> ", open, StringComparison.Ordinal) > open;
    }
}
