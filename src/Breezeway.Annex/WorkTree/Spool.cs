using Breezeway.Annex.Backends;
using Breezeway.Annex.Objects;
using Breezeway.Base.Files;
using Breezeway.Git.Objects;

namespace Breezeway.Annex.WorkTree;

/// <summary>Keeps content that comes in pieces until it is known what becomes of it: a little in memory, more in a temporary file of the annex. Can hash it on the way.</summary>
/// <param name="hash">Fed with all that is appended; null for none. Not disposed here.</param>
public sealed class Spool(AnnexObjects objects, IContentHash? hash = null) : IDisposable
{
    const int MemoryLimit = 1 << 20;

    byte[] _memory = new byte[4096];
    int _used;
    FileHandle? _file;

    /// <summary>Bytes appended.</summary>
    public long Length { get; private set; }

    public void Append(ReadOnlySpan<byte> piece)
    {
        hash?.Append(piece);
        Length += piece.Length;
        if (_file is null && _used + piece.Length > MemoryLimit) ToFile();
        if (_file is not null) { _file.Write(piece); return; }
        if (_used + piece.Length > _memory.Length) Array.Resize(ref _memory, Math.Max(_used + piece.Length, _memory.Length * 2));
        piece.CopyTo(_memory.AsSpan(_used));
        _used += piece.Length;
    }

    void ToFile()
    {
        _file = FileHandle.Open(objects.OtherTmp("spool"), OpenMode.ReadWrite | OpenMode.Create | OpenMode.Exclusive, 0x180);
        _file.Write(_memory.AsSpan(0, _used));
    }

    /// <summary>Gives the content in pieces.</summary>
    public void Read(Action<ReadOnlySpan<byte>> each)
    {
        if (_file is null) { if (_used > 0) each(_memory.AsSpan(0, _used)); return; }
        var buffer = new byte[65536];
        long at = 0;
        for (int n; (n = _file.ReadAt(buffer, at)) > 0; at += n) each(buffer.AsSpan(0, n));
    }

    /// <summary>git's name for the content as a blob.</summary>
    public Sha GitName()
    {
        using var sha = GitHash.Start(GitObjectType.Blob, Length);
        Read(piece => sha.AppendData(piece));
        return GitHash.Finish(sha);
    }

    /// <summary>A file of the annex's file system that holds the content; it is the caller's, and this is empty then.</summary>
    /// <param name="mode">Its permissions.</param>
    public string TakeFile(uint mode)
    {
        if (_file is null) ToFile();
        var file = _file!;
        file.SetPermissions(mode);
        string path = file.Path;
        file.Dispose();
        _file = null;
        _used = 0;
        return path;
    }

    public void Dispose()
    {
        if (_file is null) return;
        Fs.TryUnlink(_file.Path);
        _file.Dispose();
    }
}
