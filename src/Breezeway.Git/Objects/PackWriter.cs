using System.Buffers.Binary;
using System.IO.Compression;
using System.Security.Cryptography;
using Breezeway.Base.Files;

namespace Breezeway.Git.Objects;

/// <summary>
/// Writes many objects as one pack of version 2, without deltas (a later gc makes them), and its index. Nothing is visible before
/// <see cref="Finish"/>; disposing without it leaves nothing. Source: git's Documentation/gitformat-pack.
/// </summary>
sealed class PackWriter : IDisposable
{
    const uint ReadOnly = 0x124;
    const int HeaderSize = 12;
    static int s_unique;

    readonly string _folder;
    readonly ObjectStoreOptions _options;
    readonly FileHandle _file;
    readonly FileWriteStream _to;
    readonly MemoryStream _entry = new();
    readonly Dictionary<Sha, PackedObject> _objects = [];
    long _offset = HeaderSize;

    public PackWriter(string objectsDirectory, ObjectStoreOptions options)
    {
        _folder = $"{objectsDirectory}/pack";
        _options = options;
        if (Fs.MakeDirectory(_folder)) options.Shared.AdjustDirectory(_folder);
        _file = Create("tmp_pack_");
        _to = new FileWriteStream(_file);
        _to.Write(new byte[HeaderSize]);
    }

    // git prunes old files whose name starts so.
    FileHandle Create(string prefix) => FileHandle.Open($"{_folder}/{prefix}{Fs.ProcessId}_{Interlocked.Increment(ref s_unique)}",
        OpenMode.ReadWrite | OpenMode.Create | OpenMode.Exclusive, ReadOnly);

    /// <summary>Adds an object, unless it has been added before.</summary>
    public void Add(Sha sha, GitObjectType type, ReadOnlySpan<byte> content)
    {
        if (_objects.ContainsKey(sha)) return;
        _entry.SetLength(0);
        WriteHead(type, content.Length);
        using (var z = new ZLibStream(_entry, LooseObject.Fast, leaveOpen: true)) z.Write(content);
        var bytes = _entry.GetBuffer().AsSpan(0, (int)_entry.Length);
        _objects.Add(sha, new PackedObject(sha, _offset, Crc32.Of(bytes)));
        _to.Write(bytes);
        _offset += bytes.Length;
    }

    // Type and the low four bits of the size, then seven bits at a time; the high bit says that more follows.
    void WriteHead(GitObjectType type, long size)
    {
        int b = (int)type << 4 | (int)(size & 15);
        for (size >>= 4; size != 0; size >>= 7)
        {
            _entry.WriteByte((byte)(b | 0x80));
            b = (int)(size & 0x7F);
        }
        _entry.WriteByte((byte)b);
    }

    /// <summary>Puts pack and index in place. The index comes last: from then on git sees the objects.</summary>
    public void Finish()
    {
        _to.Flush();
        var sum = Seal();
        string name = $"{_folder}/pack-{Convert.ToHexStringLower(sum)}";
        var sorted = _objects.Values.ToArray();
        Array.Sort(sorted, (x, y) => x.Sha.CompareTo(y.Sha));
        using var index = Create("tmp_idx_");
        try
        {
            PackIndex.Write(sorted, sum, index.Write);
            Place(_file, name + ".pack");
            Place(index, name + ".idx");
            if (_options.SyncPacks) Fs.SyncDirectory(_folder);
        }
        catch
        {
            Fs.TryUnlink(index.Path);
            throw;
        }
    }

    /// <summary>Writes the header, now that the number of objects is known, and the checksum over everything.</summary>
    byte[] Seal()
    {
        Span<byte> header = stackalloc byte[HeaderSize];
        "PACK"u8.CopyTo(header);
        BinaryPrimitives.WriteInt32BigEndian(header[4..], 2);
        BinaryPrimitives.WriteInt32BigEndian(header[8..], _objects.Count);
        _file.WriteAt(header, 0);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA1);
        var buffer = new byte[256 * 1024];
        int n;
        for (long at = 0; (n = _file.ReadAt(buffer, at)) > 0; at += n) hash.AppendData(buffer, 0, n);
        byte[] sum = hash.GetHashAndReset();
        _file.Write(sum);
        return sum;
    }

    void Place(FileHandle temp, string path)
    {
        _options.Shared.AdjustFile(temp);
        if (_options.SyncPacks) temp.Sync();
        Fs.Rename(temp.Path, path);
    }

    public void Dispose()
    {
        // After Finish nothing has this name any more.
        Fs.TryUnlink(_file.Path);
        _file.Dispose();
    }
}
