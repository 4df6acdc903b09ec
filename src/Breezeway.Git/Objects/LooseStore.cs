using System.IO.Compression;
using Breezeway.Base.Files;

namespace Breezeway.Git.Objects;

/// <summary>The loose objects of one objects directory: each its own file, <c>xx/yyyy...</c> by its name in hex.</summary>
sealed class LooseStore(string directory, ObjectStoreOptions options)
{
    const uint ReadOnly = 0x124;
    static int s_unique;

    public string PathOf(Sha sha)
    {
        string hex = sha.ToString();
        return $"{directory}/{hex.AsSpan(0, 2)}/{hex.AsSpan(2)}";
    }

    /// <summary>Null when there is no such file. Throws <see cref="CorruptData"/> when it is damaged.</summary>
    public (GitObjectType Type, byte[] Content)? Read(Sha sha, int limit)
    {
        if (Fs.TryReadAll(PathOf(sha)) is not { } file) return null;
        if (limit < int.MaxValue && LooseObject.DecodeHeader(file).Size > limit) return null;
        return LooseObject.Decode(file);
    }

    /// <summary>Type and size from the first bytes of the file; null when there is none.</summary>
    public (GitObjectType Type, long Size)? Info(Sha sha)
    {
        const int Enough = 4096;
        using var file = FileHandle.TryOpen(PathOf(sha), OpenMode.Read, out _);
        if (file == null) return null;
        return LooseObject.DecodeHeader(file.ReadToEnd(Enough));
    }

    public bool Has(Sha sha) => Fs.LStat(PathOf(sha)) is { Size: > 0 };

    /// <summary>True when the object is there; it then counts as new, so that gc does not prune it before something refers to it.</summary>
    public bool Freshen(Sha sha)
    {
        string path = PathOf(sha);
        // An empty file is what a power cut can leave of an object.
        return Fs.LStat(path) is { Size: > 0 } && Fs.TryTouch(path);
    }

    /// <summary>Stores an object, unless it is there already.</summary>
    public void Write(Sha sha, GitObjectType type, ReadOnlySpan<byte> content)
    {
        if (!Freshen(sha)) Put(sha, LooseObject.Encode(type, content));
    }

    /// <summary>Puts an object's file in place, over one that may be there.</summary>
    public void Put(Sha sha, ReadOnlySpan<byte> file)
    {
        string path = PathOf(sha);
        using var temp = CreateIn(Fs.Parent(path));
        try
        {
            temp.Write(file);
            Place(temp, path);
        }
        catch
        {
            Fs.TryUnlink(temp.Path);
            throw;
        }
    }

    /// <summary>
    /// Stores a blob read from a file, of any size, holding little of it in memory.
    /// Throws <see cref="IOException"/> when the file is longer or shorter than stated.
    /// </summary>
    public Sha WriteBlob(FileHandle from, long size)
    {
        using var temp = CreateIn(directory);
        try
        {
            var sha = Encode(from, size, temp);
            string path = PathOf(sha);
            if (Freshen(sha))
            {
                Fs.TryUnlink(temp.Path);
                return sha;
            }
            MakeFolder(Fs.Parent(path));
            Place(temp, path);
            return sha;
        }
        catch
        {
            Fs.TryUnlink(temp.Path);
            throw;
        }
    }

    static Sha Encode(FileHandle from, long size, FileHandle to)
    {
        using var hash = GitHash.Start(GitObjectType.Blob, size);
        using var z = new ZLibStream(new FileWriteStream(to), LooseObject.Fast);
        Span<byte> header = stackalloc byte[LooseObject.MaxHeader];
        z.Write(header[..LooseObject.WriteHeader(header, GitObjectType.Blob, size)]);
        var buffer = new byte[128 * 1024];
        int n;
        while ((n = from.Read(buffer)) > 0)
        {
            size -= n;
            if (size < 0) break;
            hash.AppendData(buffer, 0, n);
            z.Write(buffer, 0, n);
        }
        if (size != 0) throw new IOException($"{from.Path} changed its size while it was read");
        return GitHash.Finish(hash);
    }

    FileHandle CreateIn(string folder)
    {
        while (true)
        {
            // git prunes old files of this name.
            string name = $"{folder}/tmp_obj_{Fs.ProcessId}_{Interlocked.Increment(ref s_unique)}";
            var temp = FileHandle.TryOpen(name, OpenMode.Write | OpenMode.Create | OpenMode.Exclusive, out int errno, ReadOnly);
            if (temp != null) return temp;
            if (errno == Errno.NoEntry) MakeFolder(folder);
            else if (errno != Errno.Exists) throw new FileError("create", name, errno);
        }
    }

    void MakeFolder(string folder)
    {
        if (Fs.MakeDirectory(folder)) options.Shared.AdjustDirectory(folder);
    }

    void Place(FileHandle temp, string path)
    {
        options.Shared.AdjustFile(temp);
        if (options.SyncLoose) temp.Sync();
        // Over what may be there: the same content, or a damaged file.
        Fs.Rename(temp.Path, path);
    }
}
