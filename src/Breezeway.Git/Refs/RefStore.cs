using Breezeway.Base.Files;
using Breezeway.Base.Text;
using Breezeway.Git.Objects;

namespace Breezeway.Git.Refs;

/// <summary>
/// The refs of a repository (files backend), read and changed in process with git's own locks: <c>REF.lock</c> is made exclusively, the old value compared while it is
/// held, the reflog appended, and the lock renamed into place. Thread-safe: state is on disk.
/// </summary>
public sealed class RefStore(RepositoryLocation location)
{
    readonly PackedRefs _packed = new($"{location.CommonDir}/packed-refs");

    /// <summary>How long a lock held by somebody else is waited for.</summary>
    public static readonly TimeSpan LockWait = TimeSpan.FromSeconds(5);

    string Dir(string name) => name.StartsWith("refs/", StringComparison.Ordinal)
        && !name.StartsWith("refs/bisect/", StringComparison.Ordinal) && !name.StartsWith("refs/worktree/", StringComparison.Ordinal) && !name.StartsWith("refs/rewritten/", StringComparison.Ordinal)
        ? location.CommonDir : location.GitDir;

    string PathOf(string name) => $"{Dir(name)}/{name}";

    /// <summary>The ref that HEAD names (<c>refs/heads/master</c>), born or not; null when HEAD is detached.</summary>
    public string? Head => SymbolicTarget("HEAD");

    /// <summary>The current branch without refs/heads/; null when detached.</summary>
    public string? CurrentBranch => Head is { } h && h.StartsWith("refs/heads/", StringComparison.Ordinal) ? h["refs/heads/".Length..] : null;

    public string? SymbolicTarget(string name) =>
        ReadFile(name) is { } t && t.StartsWith("ref:", StringComparison.Ordinal) ? t[4..].Trim() : Fs.ReadLink(PathOf(name)) is { } l && l.StartsWith("refs/", StringComparison.Ordinal) ? l : null;

    string? ReadFile(string name)
    {
        try { return Fs.TryReadText(PathOf(name)); }
        catch (FileError e) when (e.Code is Errno.IsDirectory or Errno.NameTooLong) { return null; }
    }

    /// <summary>The value of a ref, symbolic ones followed; null when it does not exist.</summary>
    public Sha? Read(string name)
    {
        for (int depth = 0; depth < 6; depth++)
        {
            if (ReadFile(name) is { } text)
            {
                if (text.StartsWith("ref:", StringComparison.Ordinal)) { name = text[4..].Trim(); continue; }
                if (text.Length >= 40 && Sha.TryParse(text.AsSpan(0, 40), out var sha)) return sha;
                if (text.Length > 0 && text.Trim('\0', '\n').Length > 0) throw new CorruptData($"{PathOf(name)}: not a ref (try: git fsck)");
            }
            return _packed.Read().TryGetValue(name, out var packed) ? packed : null;
        }
        return null;
    }

    /// <summary>Refs below a prefix that ends in a slash (<c>refs/</c> is all), sorted by name.</summary>
    public IReadOnlyList<(string Name, Sha Value)> List(string prefix)
    {
        var all = new SortedDictionary<string, Sha>(StringComparer.Ordinal);
        foreach (var (name, sha) in _packed.Read()) if (name.StartsWith(prefix, StringComparison.Ordinal)) all[name] = sha;
        Walk(prefix.TrimEnd('/'), all);
        return [.. all.Select(r => (r.Key, r.Value))];
    }

    void Walk(string dir, SortedDictionary<string, Sha> to)
    {
        foreach (var e in Fs.TryList(PathOf(dir), out _) ?? [])
        {
            string name = $"{dir}/{e.Name}";
            if (e.Kind == FileKind.Directory) Walk(name, to);
            else if (!e.Name.EndsWith(".lock", StringComparison.Ordinal) && ReadFile(name) is { } t)
            {
                if (Sha.TryParse(t.AsSpan(0, Math.Min(40, t.Length)), out var sha)) to[name] = sha;
                else if (t.StartsWith("ref:", StringComparison.Ordinal) && Read(t[4..].Trim()) is { } target) to[name] = target;
            }
        }
    }

    /// <summary>
    /// Sets a ref. False when its value is not the expected one (null: whatever it is; zero: it must not exist), when it collides with another name, or when the lock
    /// could not be had in time.
    /// </summary>
    /// <param name="who">Identity line for the reflog: <c>Name &lt;mail&gt; seconds zone</c>.</param>
    public bool TryUpdate(string name, Sha value, Sha? expected, string who, string message)
    {
        using var held = TryLock(name);
        return held is not null && held.TrySet(value, expected, who, message);
    }

    /// <summary>Locks a ref that is to change; null when its lock is held by somebody else for too long, or its name collides with another ref's.</summary>
    public RefLock? TryLock(string name)
    {
        if (Collides(name)) return null;
        string path = PathOf(name);
        var lck = LockFile.TryTake(path + ".lock", LockWait);
        return lck is null ? null : new RefLock(this, name, path, lck);
    }

    /// <summary>A directory where the ref should be a file, or the reverse, packed ones included.</summary>
    bool Collides(string name)
    {
        var packed = _packed.Read();
        for (int slash = name.IndexOf('/', "refs/".Length); slash > 0; slash = name.IndexOf('/', slash + 1))
        {
            string above = name[..slash];
            if (packed.ContainsKey(above) && ReadFile(above) is null || Fs.Stat(PathOf(above)) is { IsRegular: true }) return true;
        }
        string below = name + "/";
        if (Fs.IsDirectory(PathOf(name)) && List(below).Count > 0) return true;
        return packed.Keys.Any(k => k.StartsWith(below, StringComparison.Ordinal));
    }

    /// <summary>Removes a ref; false when its value is not the expected one or it could not be locked.</summary>
    public bool TryDelete(string name, Sha? expected = null)
    {
        string path = PathOf(name);
        using var lck = LockFile.TryTake(path + ".lock", LockWait);
        if (lck is null || (expected is { } e && Read(name) != e)) return false;
        if (!_packed.TryRemove(name)) return false;
        Fs.TryUnlink(path);
        Fs.TryUnlink($"{Dir(name)}/logs/{name}");
        return true;
    }

    internal void AppendLog(string name, Sha old, Sha value, string who, string message)
    {
        string line = $"{old} {value} {who}\t{message.Replace('\n', ' ')}\n";
        Append(name, line, create: !location.IsBare && (name.StartsWith("refs/heads/", StringComparison.Ordinal) || name.StartsWith("refs/remotes/", StringComparison.Ordinal)));
        if (Head == name) Append("HEAD", line, create: !location.IsBare);
    }

    void Append(string name, string line, bool create)
    {
        string path = $"{Dir(name)}/logs/{name}";
        var f = FileHandle.TryOpen(path, OpenMode.Write | OpenMode.Append | (create ? OpenMode.Create : 0), out int errno);
        if (f is null && create && errno == Errno.NoEntry)
        {
            Fs.MakeDirectories(Fs.Parent(path));
            f = FileHandle.TryOpen(path, OpenMode.Write | OpenMode.Append | OpenMode.Create, out _);
        }
        using (f) f?.Write(ByteText.Bytes(line));
    }
}

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

    /// <summary>Writes the new value into place; false when the old one is not as expected (null: any; zero: none).</summary>
    public bool TrySet(Sha value, Sha? expected, string who, string message)
    {
        var old = Value ?? default;
        if (expected is { } e && e != old) return false;
        _lock.File.Write(ByteText.Bytes($"{value}\n"));
        if (old != value) _store.AppendLog(Name, old, value, who, message);
        if (Fs.IsDirectory(_path)) RemoveEmptyDirectories(_path);
        _lock.RenameTo(_path);
        return true;
    }

    static void RemoveEmptyDirectories(string dir)
    {
        foreach (var e in Fs.TryList(dir, out _) ?? []) if (e.Kind == FileKind.Directory) RemoveEmptyDirectories($"{dir}/{e.Name}");
        Fs.TryRemoveDirectory(dir);
    }

    public void Dispose() => _lock.Dispose();
}
