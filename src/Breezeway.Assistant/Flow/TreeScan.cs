using Breezeway.Annex;
using Breezeway.Base.Files;
using Breezeway.Git.Index;

namespace Breezeway.Assistant.Flow;

/// <summary>Compares listed directories with the index by stat data alone; what differs is to be looked at. Cost: one lstat a file, nothing is read.</summary>
public sealed class TreeScan(AnnexRepository repository, IndexSnapshot index)
{
    readonly System.Collections.BitArray _seen = new(index.Count);
    readonly Lock _lock = new();

    /// <summary>Lists a directory and all below it.</summary>
    public void Walk(string directory, List<string> differing)
    {
        Below(directory, differing);
        Unseen(directory, differing);
    }

    void Below(string directory, List<string> differing)
    {
        string full = directory.Length == 0 ? repository.Top : repository.PathOf(directory);
        if (Fs.TryList(full, out int errno) is not { } entries)
        {
            // gone, or a file now: its entries are found unseen and looked at one by one; unreadable: they count as seen
            if (errno is Errno.NoEntry or Errno.NotDirectory) differing.Add(directory); else MarkSeen(directory);
            return;
        }
        if (directory.Length > 0 && entries.Any(e => e.Name == ".git")) { MarkSeen(directory); return; }
        foreach (string d in Listed(directory, entries, differing)) Below(d, differing);
    }

    /// <summary>Takes a directory's listing; returns the directories in it. Thread-safe but for the list, which is the caller's.</summary>
    public List<string> Listed(string directory, IReadOnlyList<DirectoryEntry> entries, List<string> differing)
    {
        var directories = new List<string>();
        foreach (var e in entries)
        {
            if (e.Name == ".git") continue;
            string path = directory.Length == 0 ? e.Name : $"{directory}/{e.Name}";
            if (e.Kind == FileKind.Directory) { directories.Add(path); continue; }
            int at = index.PositionOf(path, 0);
            if (at >= 0)
            {
                lock (_lock) _seen[at] = true;
                if (Fs.TryLStat(repository.PathOf(path), out var s, out _) && index[at].Stat.Matches(s)) continue;
            }
            else if (e.Kind == FileKind.Other && Fs.LStat(repository.PathOf(path)) is { IsDirectory: true }) { directories.Add(path); continue; }
            differing.Add(path);
        }
        return directories;
    }

    /// <summary>A directory that could not be read: what the index has below it is still there for all we know.</summary>
    public void MarkSeen(string directory)
    {
        var (start, end) = index.RangeBelow(directory);
        lock (_lock) for (int i = start; i < end; i++) _seen[i] = true;
    }

    /// <summary>Entries below a directory that no listing had: probably deleted, to be looked at.</summary>
    public void Unseen(string directory, List<string> differing)
    {
        var (start, end) = index.RangeBelow(directory);
        lock (_lock) for (int i = start; i < end; i++) if (!_seen[i] && !Git.Objects.GitMode.IsGitlink(index[i].Mode)) differing.Add(index[i].Path);
    }
}
