using Breezeway.Annex.Objects;
using Breezeway.Base.Files;
using Breezeway.Base.Text;
using Breezeway.Git.Index;

namespace Breezeway.Annex.WorkTree;

/// <summary>
/// Gathers unlocked files whose content was put in or taken out, and refreshes their index entries in one go, so that git sees them as unmodified. What cannot be done
/// now (somebody keeps index.lock) is noted in annex/restage.log, which the next git-annex command reads. Thread-safe.
/// </summary>
public sealed class Restage(AnnexRepository repository)
{
    /// <summary>How long a git command that holds index.lock is waited for.</summary>
    static readonly TimeSpan s_wait = TimeSpan.FromSeconds(2);

    readonly Lock _lock = new();
    readonly Dictionary<string, FileStat> _files = [];

    /// <param name="file">From the top.</param>
    /// <param name="stat">As it is with the content that its index entry stands for.</param>
    public void Add(string file, FileStat stat) { lock (_lock) _files[file] = stat; }

    /// <summary>Refreshes what was gathered. False when index.lock could not be had: the files are noted for later.</summary>
    public bool Flush()
    {
        KeyValuePair<string, FileStat>[] due;
        lock (_lock) { due = [.. _files]; _files.Clear(); }
        if (due.Length == 0) return true;
        using var index = repository.Index.TryLock(s_wait);
        if (index is null) { Note(due); return false; }
        var edits = new List<IndexEdit>(due.Length);
        foreach (var (file, stat) in due)
        {
            if (!index.Snapshot.TryGet(file, out var e)) continue;
            // another change since then is for git to find
            if (!Fs.TryLStat(repository.PathOf(file), out var now, out _) || !now.SameContentAs(stat)) continue;
            edits.Add(IndexEdit.Set(new IndexEntry(file, e.Mode, e.Sha, IndexStat.Of(now), 0, e.Flags)));
        }
        if (edits.Count == 0) return true;
        index.Write(edits, e => !Fs.TryLStat(repository.PathOf(e.Path), out var s, out _) || !e.Stat.Matches(s));
        index.Commit();
        return true;
    }

    void Note(KeyValuePair<string, FileStat>[] due)
    {
        using var held = RecordLock.Exclusive($"{repository.AnnexDirectory}/restage.lck");
        using var log = FileHandle.Open($"{repository.AnnexDirectory}/restage.log", OpenMode.Write | OpenMode.Create | OpenMode.Append);
        log.Write(ByteText.Bytes(string.Concat(due.Select(f => $"{InodeCache.Of(f.Value)}:{f.Key}\n"))));
    }
}
