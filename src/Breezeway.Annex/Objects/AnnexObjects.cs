using Breezeway.Annex.Keys;
using Breezeway.Base.Files;

namespace Breezeway.Annex.Objects;

/// <summary>How object directories are laid out in a repository (repository.md 2.2 and 9).</summary>
/// <param name="LowerFirst">New content goes to lower-case hash directories (bare, or crippled without symlinks, or tuned).</param>
/// <param name="LowerOnly">The objecthashlower tuning: mixed is not looked at.</param>
/// <param name="Levels">1 with the objecthash1 tuning, else 2.</param>
public sealed record ObjectLayout(bool LowerFirst = false, bool LowerOnly = false, int Levels = 2)
{
    /// <summary>The hash directories to look into, the one for new content first.</summary>
    public string First(Key key) => LowerFirst ? HashDirs.Lower(key, Levels) : HashDirs.Mixed(key, Levels);
    public string? Second(Key key) => LowerOnly ? null : LowerFirst ? HashDirs.Mixed(key, Levels) : HashDirs.Lower(key, Levels);
}

/// <summary>The objects of one repository: annex/objects, tmp and bad. Thread-safe: state is on disk.</summary>
public sealed class AnnexObjects(string annexDirectory, ObjectLayout layout, Permissions permissions, int version)
{
    static int s_unique;

    /// <summary>The <c>annex</c> directory (of the main work tree's git directory).</summary>
    public string AnnexDirectory { get; } = annexDirectory;
    public ObjectLayout Layout { get; } = layout;
    public Permissions Permissions { get; } = permissions;
    public int Version { get; } = version;

    string ObjectPath(Key key, string hashDirectory)
    {
        string name = KeyFile.Escape(key);
        return $"{AnnexDirectory}/objects/{hashDirectory}{name}/{name}";
    }

    /// <summary>Where new content of the key goes.</summary>
    public string NewPath(Key key) => ObjectPath(key, Layout.First(key));

    /// <summary>Where the content is; null when it is not here.</summary>
    public string? Find(Key key) => Find(key, out _);

    public string? Find(Key key, out FileStat stat)
    {
        string path = NewPath(key);
        if (Fs.LStat(path) is { IsRegular: true } s) { stat = s; return path; }
        if (Layout.Second(key) is { } second && Fs.LStat(path = ObjectPath(key, second)) is { IsRegular: true } t) { stat = t; return path; }
        stat = default;
        return null;
    }

    public bool Has(Key key) => Find(key) is not null;

    /// <summary>Where it is, or where it would go.</summary>
    public string PathOf(Key key) => Find(key) ?? NewPath(key);

    /// <summary>The partial download of a key.</summary>
    public string TmpPath(Key key) => $"{AnnexDirectory}/tmp/{KeyFile.Escape(key)}";
    public string BadPath(Key key) => $"{AnnexDirectory}/bad/{KeyFile.Escape(key)}";

    /// <summary>A fresh name in annex/othertmp, whose directory exists.</summary>
    public string OtherTmp(string name)
    {
        string dir = $"{AnnexDirectory}/othertmp";
        if (_inUse is null) lock (_useLock) if (_inUse is null)
        {
            Permissions.MakeDirectories(dir);
            _inUse = RecordLock.Shared($"{dir}.lck");
        }
        if (name.Length > 80) name = name[..80];
        return $"{dir}/{name.Replace('/', '_')}.{Fs.ProcessId}.{Interlocked.Increment(ref s_unique)}";
    }

    RecordLock? _inUse;
    readonly Lock _useLock = new();

    /// <summary>Lets go of the lock that keeps others from clearing annex/othertmp: nothing is in use there now.</summary>
    public void Rest() { lock (_useLock) { _inUse?.Dispose(); _inUse = null; } }

    /// <summary>
    /// Moves a complete, verified file of this file system in as the key's object; afterwards it is read-only. When the object is there already the file is
    /// removed instead. Returns the object's path.
    /// </summary>
    /// <param name="keepWritable">For annex.thin, where the work tree file is the same inode.</param>
    public string Store(Key key, string file, bool keepWritable = false)
    {
        if (Find(key) is { } there) { Fs.TryUnlink(file); return there; }
        string path = NewPath(key), dir = Fs.Parent(path);
        if (!keepWritable) Permissions.Freeze(file);
        for (int attempt = 0; ; attempt++)
        {
            Permissions.MakeDirectories(dir);
            Permissions.ThawDirectory(dir);
            try { Fs.Rename(file, path); break; }
            // the directory was removed by a drop that ran meanwhile
            catch (FileError e) when (e.Code == Errno.NoEntry && attempt < 5 && Fs.Exists(file)) { }
        }
        Permissions.FreezeDirectory(dir);
        return path;
    }

    /// <summary>Hard-links a file in as the object (annex.thin, annex.hardlink); false where it cannot or the object exists.</summary>
    public bool TryLink(Key key, string file)
    {
        string path = NewPath(key), dir = Fs.Parent(path);
        Permissions.MakeDirectories(dir);
        Permissions.ThawDirectory(dir);
        int e = Fs.TryLink(file, path);
        Permissions.FreezeDirectory(dir);
        return e == 0;
    }

    /// <summary>Moves a damaged object out of the way, to annex/bad; returns where it is now.</summary>
    public string MoveBad(Key key)
    {
        string path = Find(key) ?? throw new FileError("move to bad", NewPath(key), Errno.NoEntry), bad = BadPath(key);
        Permissions.MakeDirectories(Fs.Parent(bad));
        Permissions.ThawDirectory(Fs.Parent(path));
        Fs.Rename(path, bad);
        RemoveDirectories(path);
        return bad;
    }

    /// <summary>Removes an object and what lies beside it. Called only while the caller holds the exclusive content lock.</summary>
    internal void RemoveLocked(Key key)
    {
        foreach (string path in new[] { NewPath(key), Layout.Second(key) is { } h ? ObjectPath(key, h) : null }.OfType<string>())
        {
            string dir = Fs.Parent(path);
            if (!Fs.Exists(dir)) continue;
            Permissions.ThawDirectory(dir);
            if (Fs.Exists(path)) Fs.Unlink(path);
            foreach (string suffix in new[] { ".rtm", ".rtl", ".lck", ".cache" }) Fs.TryUnlink(path + suffix);
            RemoveDirectories(path);
        }
    }

    /// <summary>The key's directory and the hash directories above it, as far as they are empty.</summary>
    internal void RemoveDirectories(string objectPath)
    {
        string dir = Fs.Parent(objectPath), stop = $"{AnnexDirectory}/objects";
        if (Fs.TryList(dir, out _) is { Count: > 0 }) { Permissions.FreezeDirectory(dir); return; }
        while (dir.Length > stop.Length && Fs.TryRemoveDirectory(dir)) dir = Fs.Parent(dir);
    }

    /// <summary>All keys whose objects are here, in the order of the directories.</summary>
    public IEnumerable<Key> All()
    {
        var seen = new HashSet<Key>();
        foreach (string dir in Leaves($"{AnnexDirectory}/objects", Layout.Levels))
            foreach (var k in Fs.TryList(dir, out _) ?? [])
                if (KeyFile.TryParse(k.Name) is { } key && Fs.LStat($"{dir}/{k.Name}/{k.Name}") is { IsRegular: true } && seen.Add(key)) yield return key;
    }

    static IEnumerable<string> Leaves(string dir, int levels)
    {
        if (levels == 0) { yield return dir; yield break; }
        foreach (var e in Fs.TryList(dir, out _) ?? [])
            if (e.Kind is FileKind.Directory or FileKind.Other)
                foreach (string leaf in Leaves($"{dir}/{e.Name}", levels - 1)) yield return leaf;
    }
}
