using Breezeway.Base.Files;
using Breezeway.Base.Text;
using Breezeway.Git.Objects;

namespace Breezeway.Git.Refs;

/// <summary>A ref whose lock file is held.</summary>
public sealed class RefLock : IDisposable
{
    readonly RefStore _store;
    readonly string _path;
    readonly LockFile _lock;

    internal RefLock(RefStore store, string name, string path, LockFile held) { _store = store; Name = name; _path = path; _lock = held; }

    public string Name { get; }

    /// <summary>The value now; nobody else changes it while this is held.</summary>
    public Sha? Value => _store.Read(Name);

    /// <summary>Writes the new value into place; false when the old one is not as expected (null: any; zero: none). Where it is the value already, nothing is written.</summary>
    public bool TrySet(Sha value, Sha? expected, string who, string message)
    {
        var old = Value ?? default;
        if (expected is { } e && e != old) return false;
        if (old == value) return true;
        // The log first, as git does: a crash between the two leaves a line too much, not a change without a trace.
        _store.Log.Append(Name, old, value, who, message, alsoHead: _store.Head == Name);
        return TryPutInPlace($"{value}\n");
    }

    /// <summary>Makes it a symbolic ref to another; false when the name is taken by a directory of refs.</summary>
    internal bool TrySetSymbolic(string target, string who, string message)
    {
        if (_store.Read(target) is { } value && Value is var old && old != value) _store.Log.Append(Name, old ?? default, value, who, message, alsoHead: false);
        return TryPutInPlace($"ref: {target}\n");
    }

    bool TryPutInPlace(string content)
    {
        _lock.File.Write(ByteText.Bytes(content));
        _store.Shared.AdjustFile(_lock.File);
        // Left empty by refs that went; git clears them away too.
        if (Fs.IsDirectory(_path) && !RefStore.TryRemoveEmpty(_path)) return false;
        _lock.RenameTo(_path);
        return true;
    }

    public void Dispose() => _lock.Dispose();
}
