using Breezeway.Annex.Backends;
using Breezeway.Annex.Keys;
using Breezeway.Base.Files;
using Breezeway.Remotes.P2P.Conversations;

namespace Breezeway.Remotes.Ssh;

/// <summary>Takes content into a file, going on after what the file has. It is hashed on the way when it comes whole.</summary>
sealed class FileSink : IContentSink, IDisposable
{
    readonly Key _key;
    readonly string _path;
    readonly TransferOptions _options;
    readonly Verifier? _hash;
    FileHandle? _file;
    long _at;

    public FileSink(Key key, string path, TransferOptions options)
    {
        (_key, _path, _options) = (key, path, options);
        var there = Fs.LStat(path);
        if (there is { } s && (!s.IsRegular || s.Links != 1 || (key.Size is long size && s.Size > size))) { Fs.Unlink(path); there = null; }
        Offset = _at = there?.Size ?? 0;
        if (Offset == 0 && options.Verify) _hash = new Verifier(key);
        if (Offset > 0) options.Progress?.Invoke(Offset);
    }

    /// <summary>Bytes that were here before.</summary>
    public long Offset { get; }

    /// <summary>What is known of the content; null when it is not that of the key, and the file was deleted.</summary>
    public Received? Outcome { get; private set; }

    FileHandle File
    {
        get
        {
            if (_file is not null) return _file;
            _file = FileHandle.Open(_path, OpenMode.Write | OpenMode.Create | OpenMode.NoFollow);
            _file.Seek(Offset);
            return _file;
        }
    }

    public ValueTask WriteAsync(ReadOnlyMemory<byte> data, CancellationToken token)
    {
        File.Write(data.Span);
        _hash?.Append(data.Span);
        _at += data.Length;
        _options.Progress?.Invoke(_at);
        return default;
    }

    public ValueTask<bool> FinishAsync(DataValidity validity, CancellationToken token)
    {
        _ = File;   // empty content has a file too
        Dispose();
        Outcome = Judge(validity);
        if (Outcome is null) Fs.TryUnlink(_path);
        return new(Outcome is not null);
    }

    Received? Judge(DataValidity validity)
    {
        if (_key.Size is long size && _key.ChunkNumber is null && _at != size) return null;
        var certain = validity != DataValidity.Valid || Offset > 0 ? Received.MustVerify : Received.Unverified;
        return _hash?.Finish() switch
        {
            null => certain,
            VerifyResult.Good => Received.Verified,
            VerifyResult.CannotVerify => validity == DataValidity.Invalid ? null : Received.Verified,
            _ => null,
        };
    }

    public void Dispose()
    {
        _file?.Dispose();
        _file = null;
    }
}
