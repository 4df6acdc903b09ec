using Breezeway.Base.Files;
using Breezeway.Git.Config;
using Breezeway.Git.Objects;

namespace Breezeway.Git.Refs;

/// <summary>
/// The refs of a repository (files backend), read and changed in process with git's own locks: <c>REF.lock</c> is made exclusively, the old value compared while it is
/// held, the reflog appended, and the lock renamed into place. Thread-safe: state is on disk.
/// </summary>
public sealed class RefStore
{
    /// <summary>How long a lock held by somebody else is waited for.</summary>
    public static readonly TimeSpan LockWait = TimeSpan.FromSeconds(5);

    /// <summary>A symbolic ref that leads further than this leads nowhere, as in git.</summary>
    const int DepthAtMost = 5;

    readonly RepositoryLocation _location;
    readonly PackedRefs _packed;

    /// <param name="config">For core.logAllRefUpdates and core.sharedRepository; null: as if unset.</param>
    public RefStore(RepositoryLocation location, GitConfig? config = null)
    {
        _location = location;
        _packed = new PackedRefs($"{location.CommonDir}/packed-refs");
        Shared = config is null ? default : SharedRepository.Of(config);
        Log = new RefLog(Dir, config?.Get("core.logallrefupdates"), location.IsBare, Shared);
    }

    internal SharedRepository Shared { get; }
    internal RefLog Log { get; }

    /// <summary>Linked work trees share all refs but these.</summary>
    string Dir(string name) => name.StartsWith("refs/", StringComparison.Ordinal)
        && !name.StartsWith("refs/bisect/", StringComparison.Ordinal) && !name.StartsWith("refs/worktree/", StringComparison.Ordinal) && !name.StartsWith("refs/rewritten/", StringComparison.Ordinal)
        ? _location.CommonDir : _location.GitDir;

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
        for (int depth = 0; depth <= DepthAtMost; depth++)
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
        // Loose ones first: git packs a ref before it removes the file, so that one order or the other finds it.
        Walk(prefix.TrimEnd('/'), all);
        foreach (var (name, sha) in _packed.Read()) if (name.StartsWith(prefix, StringComparison.Ordinal)) all.TryAdd(name, sha);
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
    /// Sets a ref; of a symbolic one, the ref it leads to. False when its value is not the expected one (null: whatever it is; zero: it must not exist), when it collides
    /// with another name, or when the lock could not be had in time.
    /// </summary>
    /// <param name="who">Identity line for the reflog: <c>Name &lt;mail&gt; seconds zone</c>.</param>
    public bool TryUpdate(string name, Sha value, Sha? expected, string who, string message)
    {
        for (int depth = 0; depth < DepthAtMost && SymbolicTarget(name) is { } target; depth++) name = target;
        using var held = TryLock(name);
        return held is not null && held.TrySet(value, expected, who, message);
    }

    /// <summary>Makes a ref symbolic, HEAD usually. False when its lock could not be had in time, or its name collides.</summary>
    public bool TrySetSymbolic(string name, string target, string who, string message)
    {
        using var held = TryLock(name);
        return held is not null && held.TrySetSymbolic(target, who, message);
    }

    /// <summary>Locks a ref that is to change; null when its lock is held by somebody else for too long, or its name collides with another ref's.</summary>
    public RefLock? TryLock(string name)
    {
        Demand(name);
        string path = PathOf(name);
        if (Collides(name) || !TryMakeDirectories(Fs.Parent(path), Shared)) return null;
        if (LockFile.TryTake(path + ".lock", LockWait) is not { } held) return null;
        // Again, now that nobody who locks the other name has passed this point without seeing our lock's directory or value.
        if (!Collides(name)) return new RefLock(this, name, path, held);
        held.Dispose();
        return null;
    }

    /// <summary>A directory where the ref should be a file, or the reverse, packed ones included.</summary>
    bool Collides(string name)
    {
        var packed = _packed.Read();
        for (int slash = name.IndexOf('/', Math.Min(name.Length, "refs/".Length)); slash > 0; slash = name.IndexOf('/', slash + 1))
        {
            string above = name[..slash];
            if (packed.ContainsKey(above) || Fs.Stat(PathOf(above)) is { IsRegular: true }) return true;
        }
        string below = name + "/";
        if (Fs.IsDirectory(PathOf(name)) && List(below).Count > 0) return true;
        return packed.Keys.Any(k => k.StartsWith(below, StringComparison.Ordinal));
    }

    /// <summary>Removes a ref and its log; true also when there was none. False when its value is not the expected one or a lock could not be had.</summary>
    public bool TryDelete(string name, Sha? expected = null)
    {
        Demand(name);
        string path = PathOf(name);
        // No directory for it: then there is none, loose or packed.
        if (!TryMakeDirectories(Fs.Parent(path), Shared)) return expected is null or { IsZero: true };
        bool done = TryDeleteLocked(name, path, expected);
        RemoveEmptyAbove(path, name);
        RemoveEmptyAbove(Log.PathOf(name), name);
        return done;
    }

    bool TryDeleteLocked(string name, string path, Sha? expected)
    {
        using var held = LockFile.TryTake(path + ".lock", LockWait);
        if (held is null || (expected is { } e && (Read(name) ?? default) != e)) return false;
        // Packed first: the other way round, the old value would show for a moment.
        if (!_packed.TryRemove(name, Shared)) return false;
        if (!Fs.IsDirectory(path)) Fs.TryUnlink(path);
        Fs.TryUnlink(Log.PathOf(name));
        return true;
    }

    /// <summary>Directories that the ref was the last of, but for refs/heads and its like.</summary>
    static void RemoveEmptyAbove(string path, string name)
    {
        for (int depth = name.Count(c => c == '/'); depth > 2; depth--)
            if (!Fs.TryRemoveDirectory(path = Fs.Parent(path))) return;
    }

    /// <summary>False when something else than empty directories is in it.</summary>
    internal static bool TryRemoveEmpty(string dir)
    {
        foreach (var e in Fs.TryList(dir, out _) ?? [])
            if (e.Kind != FileKind.Directory || !TryRemoveEmpty($"{dir}/{e.Name}")) return false;
        return Fs.TryRemoveDirectory(dir);
    }

    /// <summary>False when a file is in the way. Each new one gets the permissions of a shared repository.</summary>
    internal static bool TryMakeDirectories(string dir, SharedRepository shared)
    {
        if (Fs.Stat(dir) is { } there) return there.IsDirectory;
        if (Fs.Exists(dir) || !TryMakeDirectories(Fs.Parent(dir), shared)) return false;
        if (Fs.MakeDirectory(dir)) shared.AdjustDirectory(dir);
        return true;
    }

    static void Demand(string name)
    {
        if (!RefName.IsValid(name)) throw new ArgumentException($"not a name for a ref: \"{name}\"");
    }
}
