using Breezeway.Annex.Keys;

namespace Breezeway.Annex.Matching;

/// <summary>What is asked about: a file, a key, or a file and its key. Null is "there is none", and terms that need it do not match.</summary>
/// <remarks>Members are read only when a term needs them, and may then do work. Paths are byte text with slashes.</remarks>
public interface IMatchSubject
{
    /// <summary>From the top of the tree.</summary>
    string? File { get; }
    /// <summary>From the current directory, as options match it: <c>../a</c>.</summary>
    string? FileFromCurrentDirectory { get; }
    Key? Key { get; }
    /// <summary>Bytes: of the file on disk for largefiles, else of the key.</summary>
    long? Size { get; }
    /// <summary>As <c>file --mime-type</c> says: <c>text/plain</c>.</summary>
    string? MimeType { get; }
    /// <summary>As <c>file --mime-encoding</c> says: <c>us-ascii</c>.</summary>
    string? MimeEncoding { get; }
    /// <summary>Null without a file.</summary>
    bool? IsUnlocked { get; }
    /// <summary>When the content was last read; null when it is not here.</summary>
    DateTimeOffset? LastAccess { get; }
    /// <summary>The other files that use the key, from the current directory; <see cref="File"/> is not among them.</summary>
    IEnumerable<string> OtherFiles { get; }
}

/// <summary>A subject of plain values; what is costly to know is given as a function, and asked at most once.</summary>
public sealed class MatchSubject : IMatchSubject
{
    Once<string?> _mimeType = new(() => null), _mimeEncoding = new(() => null);
    Once<long?>? _size;
    Once<bool?> _unlocked = new(() => null);
    Once<DateTimeOffset?> _access = new(() => null);
    Once<IEnumerable<string>> _others = new(() => []);

    public string? File { get; init; }
    public string? FileFromCurrentDirectory { get; init; }
    public Key? Key { get; init; }

    public Func<long?> SizeFrom { init => _size = new(value); }
    public Func<string?> MimeTypeFrom { init => _mimeType = new(value); }
    public Func<string?> MimeEncodingFrom { init => _mimeEncoding = new(value); }
    public Func<bool?> UnlockedFrom { init => _unlocked = new(value); }
    public Func<DateTimeOffset?> LastAccessFrom { init => _access = new(value); }
    public Func<IEnumerable<string>> OtherFilesFrom { init => _others = new(value); }

    /// <summary>The key's, unless given otherwise.</summary>
    public long? Size => _size is null ? Key?.Size : _size.Value;
    public string? MimeType => _mimeType.Value;
    public string? MimeEncoding => _mimeEncoding.Value;
    public bool? IsUnlocked => _unlocked.Value;
    public DateTimeOffset? LastAccess => _access.Value;
    public IEnumerable<string> OtherFiles => _others.Value;

    sealed class Once<T>(Func<T> source)
    {
        Func<T>? _source = source;
        T? _value;
        public T Value
        {
            get
            {
                if (_source is null) return _value!;
                _value = _source();
                _source = null;
                return _value;
            }
        }
    }
}
