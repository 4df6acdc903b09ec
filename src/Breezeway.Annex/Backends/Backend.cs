using System.Security.Cryptography;
using Breezeway.Annex.Keys;
using Breezeway.Base;

namespace Breezeway.Annex.Backends;

/// <summary>How keys of one variety are made and verified.</summary>
public abstract class Backend(string variety)
{
    public string Variety { get; } = variety;
    /// <summary>A cryptographically secure hash (annex.securehashesonly).</summary>
    public virtual bool IsSecure => false;
    /// <summary>The content of a key never changes (false for URL).</summary>
    public virtual bool IsStable => true;
    /// <summary>Files can be added with it (false for URL).</summary>
    public virtual bool CanAdd => true;
    /// <summary>A running hash of content; null where the key is no hash.</summary>
    public virtual IContentHash? NewHash() => null;
    /// <param name="hash">Lower-case hex of the content, for hash backends.</param>
    public abstract Key MakeKey(KeySource source, string? hash);
    /// <summary>Whether content of that hash is this key's.</summary>
    public virtual bool Matches(Key key, string hash) => false;
}

/// <summary>Hashes content that passes by.</summary>
public interface IContentHash : IDisposable
{
    void Append(ReadOnlySpan<byte> data);
    /// <summary>Lower-case hex; the hash can be used no further.</summary>
    string Finish();
}

/// <summary>A hash of the platform's.</summary>
public sealed class HashBackend(string name, bool extension, HashAlgorithmName algorithm, bool secure) : Backend(extension ? name + "E" : name)
{
    public override bool IsSecure => secure;
    public override IContentHash NewHash() => new Running(IncrementalHash.CreateHash(algorithm));

    public override Key MakeKey(KeySource source, string? hash) =>
        new(Variety, hash + (extension ? source.Extension : ""), source.Size);

    public override bool Matches(Key key, string hash)
    {
        var name = key.Name.AsSpan();
        if (extension && name.IndexOf('.') is int dot and >= 0) name = name[..dot];
        if (name.Length > 0 && name[0] == '\\') name = name[1..];
        return name.SequenceEqual(hash);
    }

    sealed class Running(IncrementalHash hash) : IContentHash
    {
        public void Append(ReadOnlySpan<byte> data) => hash.AppendData(data);
        public string Finish() => Convert.ToHexStringLower(hash.GetHashAndReset());
        public void Dispose() => hash.Dispose();
    }
}

/// <summary>WORM: name, size and mtime stand for the content.</summary>
public sealed class WormBackend() : Backend("WORM")
{
    public override Key MakeKey(KeySource source, string? hash) => new("WORM", KeySource.GenName(source.File), source.Size, source.Mtime);
}

/// <summary>URL: an address stands for the content.</summary>
public sealed class UrlBackend() : Backend("URL")
{
    public override bool IsStable => false;
    public override bool CanAdd => false;
    /// <summary>A file added with this backend is keyed by its path, as a url would be.</summary>
    public override Key MakeKey(KeySource source, string? hash) => new("URL", KeySource.GenName(source.File), source.Size);
    public static Key ForUrl(string url, long? size) => new("URL", KeySource.GenName(url), size);
}

/// <summary>The backends there are. A new one is one file and one line here.</summary>
public static class Backends
{
    public const string Default = "SHA256E";

    static readonly Dictionary<string, Backend> s_all = new Backend[]
    {
        new HashBackend("SHA256", true, HashAlgorithmName.SHA256, true), new HashBackend("SHA256", false, HashAlgorithmName.SHA256, true),
        new HashBackend("SHA512", true, HashAlgorithmName.SHA512, true), new HashBackend("SHA512", false, HashAlgorithmName.SHA512, true),
        new HashBackend("SHA384", true, HashAlgorithmName.SHA384, true), new HashBackend("SHA384", false, HashAlgorithmName.SHA384, true),
        new HashBackend("SHA1", true, HashAlgorithmName.SHA1, false), new HashBackend("SHA1", false, HashAlgorithmName.SHA1, false),
        new HashBackend("MD5", true, HashAlgorithmName.MD5, false), new HashBackend("MD5", false, HashAlgorithmName.MD5, false),
        new WormBackend(), new UrlBackend(),
    }.ToDictionary(b => b.Variety);

    /// <summary>All that can make keys, the default first.</summary>
    public static IEnumerable<string> Names => s_all.Keys;

    /// <summary>Null for a variety this program cannot hash (such keys are still moved around).</summary>
    public static Backend? Find(string variety) => s_all.GetValueOrDefault(variety);

    /// <summary>Throws <see cref="UserError"/> for an unknown name.</summary>
    public static Backend Get(string name) => Find(name) ?? throw new UserError($"Unknown backend {name}");
}
