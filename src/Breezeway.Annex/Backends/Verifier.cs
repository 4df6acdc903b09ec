using Breezeway.Annex.Keys;
using Breezeway.Base.Files;

namespace Breezeway.Annex.Backends;

/// <summary>What a look at content says of it.</summary>
public enum VerifyResult { Good, WrongSize, WrongHash, CannotVerify }

/// <summary>Checks content against its key: the size if the key has one, the hash if the backend has one.</summary>
public sealed class Verifier : IDisposable
{
    readonly Key _key;
    readonly Backend? _backend;
    readonly IContentHash? _hash;
    long _seen;

    public Verifier(Key key)
    {
        _key = key;
        _backend = Backends.Find(key.Variety);
        _hash = key.ChunkNumber is null ? _backend?.NewHash() : null;
    }

    /// <summary>Bytes passed so far.</summary>
    public long Seen => _seen;
    public bool HasHash => _hash is not null;

    public void Append(ReadOnlySpan<byte> data) { _seen += data.Length; _hash?.Append(data); }

    /// <summary>The verdict on all that was appended.</summary>
    public VerifyResult Finish()
    {
        if (_key.Size is long size && _key.ChunkNumber is null && size != _seen) return VerifyResult.WrongSize;
        if (_hash is null) return VerifyResult.CannotVerify;
        return _backend!.Matches(_key, _hash.Finish()) ? VerifyResult.Good : VerifyResult.WrongHash;
    }

    public void Dispose() => _hash?.Dispose();

    /// <summary>Reads a whole file.</summary>
    public static VerifyResult CheckFile(Key key, string path, Action<long>? progress = null)
    {
        using var f = FileHandle.Open(path, OpenMode.Read);
        if (key.Size is long size && key.ChunkNumber is null && f.Stat().Size != size) return VerifyResult.WrongSize;
        using var v = new Verifier(key);
        if (!v.HasHash) return VerifyResult.CannotVerify;
        var buffer = GC.AllocateUninitializedArray<byte>(1 << 18);
        for (int n; (n = f.Read(buffer)) > 0; progress?.Invoke(v.Seen)) v.Append(buffer.AsSpan(0, n));
        return v.Finish();
    }
}
