using Breezeway.Annex.Backends;
using Breezeway.Annex.Keys;
using Breezeway.Annex.Logs;
using Breezeway.Annex.Objects;
using Breezeway.Base.Files;
using Breezeway.Git.Index;
using Breezeway.Git.Objects;

namespace Breezeway.Annex.WorkTree;

/// <summary>
/// git's clean filter: what git is to store for a file (repository.md 6). Annexed content is taken from what git hands over, not from the file, so it is exactly what git saw; it is hashed
/// and put into the annex while it comes in. One file after the other; for one thread.
/// </summary>
public sealed class CleanFilter(AnnexRepository repository, FilePolicy policy, SmudgeLog smudged, Action<string> warn)
{
    /// <summary>Hands out the next piece of content; false at the end.</summary>
    public delegate bool Pieces(out ReadOnlySpan<byte> piece);

    readonly LocationQueue _locations = new(repository, 64);
    IndexSnapshot? _index;
    Dictionary<(ulong Inode, uint Size), int>? _byInode;

    /// <param name="file">From the top; outside of the work tree everything passes through.</param>
    /// <param name="next">The content, which is read to its end.</param>
    /// <param name="answer">Takes what git is to store.</param>
    public void Clean(string file, Pieces next, Action<ReadOnlySpan<byte>> answer)
    {
        if (file.StartsWith('/')) { PassThrough(next, answer); return; }
        var head = new byte[PointerFile.MaxSize + 1];
        int n = ReadHead(next, head, out var rest);
        if (n <= PointerFile.MaxSize && rest.IsEmpty && PointerFile.TryParse(head.AsSpan(0, n)) is { } pointer)
        {
            Fill(pointer, file);
            answer(head.AsSpan(0, n));
            return;
        }
        if (LooksLikePointer(head.AsSpan(0, n))) warn($"{file} is a pointer to annexed content with other content appended to it; it is treated as ordinary content");
        string path = repository.PathOf(file);
        bool isFile = Fs.TryLStat(path, out var stat, out _) && stat.IsRegular;
        if (isFile && KnownKey(file, stat) is { } known && (known.Size is not long size || size == stat.Size))
        {
            if (Drain(next, n + rest.Length) == stat.Size) { answer(PointerFile.Bytes(known)); return; }
            throw new FileError("read", file, Errno.Stale);
        }
        var before = Before(file);
        bool? toAnnex = isFile ? Decide(file, stat.Size, path, before) : null;
        using var hash = toAnnex == false ? null : BackendOf(file, before).NewHash();
        using var spool = new Spool(repository.Objects, hash);
        spool.Append(head.AsSpan(0, n));
        spool.Append(rest);
        while (next(out var piece)) spool.Append(piece);
        toAnnex ??= DecideWithoutFile(file, spool, before);
        if (toAnnex == false || IsUnchangedGitFile(before, spool)) spool.Read(answer);
        else answer(PointerFile.Bytes(Take(file, path, isFile ? stat : null, spool, hash, before)));
    }

    static int ReadHead(Pieces next, byte[] head, out ReadOnlySpan<byte> rest)
    {
        int n = 0;
        rest = default;
        while (next(out var piece))
        {
            int take = Math.Min(piece.Length, head.Length - n);
            piece[..take].CopyTo(head.AsSpan(n));
            n += take;
            rest = piece[take..];
            if (n == head.Length) break;
        }
        return n;
    }

    void PassThrough(Pieces next, Action<ReadOnlySpan<byte>> answer)
    {
        using var spool = new Spool(repository.Objects);
        while (next(out var piece)) spool.Append(piece);
        spool.Read(answer);
    }

    static long Drain(Pieces next, long have)
    {
        while (next(out var piece)) have += piece.Length;
        return have;
    }

    static bool LooksLikePointer(ReadOnlySpan<byte> head)
    {
        int end = head.IndexOf((byte)'\n');
        return end > 0 && head.StartsWith("/annex/objects/"u8) && PointerFile.TryParse(head[..(end + 1)]) is not null;
    }

    /// <summary>A pointer file that is added although its content is here gets it once git is done.</summary>
    void Fill(Key key, string file)
    {
        if (!repository.Objects.Has(key) || PointerFile.Read(repository.PathOf(file)) != key) return;
        smudged.Add([(key, file)]);
    }

    IndexSnapshot Index()
    {
        var now = repository.Index.Read();
        if (!ReferenceEquals(now, _index)) (_index, _byInode) = (now, null);
        return now;
    }

    /// <summary>The key whose content the file surely still has: an index entry of a pointer, here or under another name, has the file's stat data.</summary>
    Key? KnownKey(string file, in FileStat stat)
    {
        if (stat.Size == 0 || IsRacy(stat)) return null;
        var index = Index();
        if (index.TryGet(file, out var e))
        {
            if (GitMode.IsRegular(e.Mode) && SameContent(e.Stat, stat)) return repository.KeyOfBlob(e.Mode, e.Sha);
        }
        if (!ByInode(index).TryGetValue((stat.Inode & uint.MaxValue, (uint)stat.Size), out int at) || !SameContent(index[at].Stat, stat)) return null;
        return repository.KeyOfBlob(index[at].Mode, index[at].Sha);
    }

    Dictionary<(ulong Inode, uint Size), int> ByInode(IndexSnapshot index)
    {
        if (_byInode is not null) return _byInode;
        _byInode = new(index.Count);
        for (int i = 0; i < index.Count; i++)
            if (GitMode.IsRegular(index[i].Mode) && index[i].Stat is { Size: > 0 } s) _byInode[(s.Inode, s.Size)] = i;
        return _byInode;
    }

    static bool SameContent(in IndexStat was, in FileStat now) => was.Inode == (uint)now.Inode && was.Size == (uint)now.Size
        && was.MtimeSeconds == (uint)now.MtimeSeconds && was.MtimeNanoseconds == now.MtimeNanoseconds;

    /// <summary>No older than the index by its clock: a change within the same tick would not show.</summary>
    bool IsRacy(in FileStat stat) => Fs.LStat(repository.Index.Path) is not { } index
        || stat.MtimeSeconds > index.MtimeSeconds || (stat.MtimeSeconds == index.MtimeSeconds && stat.MtimeNanoseconds >= index.MtimeNanoseconds);

    /// <summary>What the index has for the file: a key, or a blob of git's.</summary>
    readonly record struct Staged(Key? Key, Sha? Blob);

    Staged Before(string file)
    {
        if (!Index().TryGet(file, out var e)) return default;
        if (repository.KeyOfBlob(e.Mode, e.Sha) is { } key) return new(key, null);
        return GitMode.IsRegular(e.Mode) && (e.Flags & IndexFlags.IntentToAdd) == 0 ? new(null, e.Sha) : default;
    }

    bool Decide(string file, long size, string content, Staged before) => policy.DecideClean(file, size, content) ?? before.Key is not null;

    /// <summary>Content that comes from elsewhere than the file.</summary>
    bool DecideWithoutFile(string file, Spool spool, Staged before)
    {
        if (!policy.HasLargeFiles(file)) return before.Key is not null;
        string temp = repository.Objects.OtherTmp("clean");
        try
        {
            using (var f = FileHandle.Open(temp, OpenMode.Write | OpenMode.Create | OpenMode.Exclusive, 0x180)) spool.Read(p => f.Write(p));
            return Decide(file, spool.Length, temp, before);
        }
        finally { Fs.TryUnlink(temp); }
    }

    bool IsUnchangedGitFile(Staged before, Spool spool) =>
        before.Blob is { } blob && repository.GitObjects.SizeOf(blob) == spool.Length && spool.GitName() == blob;

    /// <summary>A file that was annexed keeps its backend.</summary>
    Backend BackendOf(string file, Staged before) =>
        before.Key is { } k && Backends.Backends.Find(k.Variety) is { } b && b.NewHash() is { } h ? Used(b, h) : policy.BackendFor(file);

    static Backend Used(Backend backend, IContentHash unused) { unused.Dispose(); return backend; }

    Key Take(string file, string path, FileStat? stat, Spool spool, IContentHash? hash, Staged before)
    {
        var key = BackendOf(file, before).MakeKey(policy.Source(file, (stat ?? default) with { Size = spool.Length }), hash?.Finish());
        if (before.Key is { } old && old != key && stat is { Links: > 1 } changed)
        {
            ThinObjects.DropOverwritten(repository, old, changed);
            stat = Fs.LStat(path);
        }
        if (!repository.Objects.Has(key) && !(repository.Settings.Thin && stat is { } s && TryThin(key, path, s)))
        {
            string taken = spool.TakeFile(repository.Permissions.ObjectMode(stat is { } t ? t.Permissions & 0x1FF : 0x1A4));
            if (stat is { } m) Fs.TrySetMtime(taken, m.MtimeSeconds, m.MtimeNanoseconds);
            repository.Objects.Store(key, taken);
        }
        repository.ContentAdded();
        _locations.Add(key, repository.Uuid, true);
        return key;
    }

    /// <summary>annex.thin: the object is a hard link of the file, if that is still what git read.</summary>
    bool TryThin(Key key, string path, in FileStat seen) =>
        seen.Links == 1 && Fs.TryLStat(path, out var now, out _) && now == seen && repository.Objects.TryLink(key, path);

    /// <summary>Writes down the locations gathered. Called at the end, and before anything relies on the log.</summary>
    public void Flush() => _locations.Flush();
}
