using Breezeway.Annex.Keys;
using Breezeway.Base.Files;

namespace Breezeway.Annex.Objects;

/// <summary>
/// A lock on a key's content (repository.md 3). Shared: nobody drops it while this is held. Exclusive: nobody else holds it, and it may be removed.
/// Version 10 locks <c>OBJECT.lck</c>; 8 and 9 lock the object itself while holding the sentinal.
/// </summary>
public sealed class ContentLock : IDisposable
{
    readonly AnnexObjects _objects;
    readonly RecordLock _lock;
    readonly RecordLock? _sentinal;
    readonly string _object;
    readonly bool _separate;

    ContentLock(AnnexObjects objects, Key key, string obj, RecordLock held, RecordLock? sentinal, bool separate, bool exclusive)
    {
        _objects = objects; Key = key; _object = obj; _lock = held; _sentinal = sentinal; _separate = separate; IsExclusive = exclusive;
    }

    public Key Key { get; }
    public bool IsExclusive { get; }

    /// <summary>Shared lock on content that is here; null when it is absent or locked for removal.</summary>
    public static ContentLock? TryShared(AnnexObjects objects, Key key)
    {
        if (objects.Find(key) is not { } path || Take(objects, key, path, exclusive: false) is not { } held) return null;
        if (objects.Find(key) is not null) return held;
        held.Dispose();
        return null;
    }

    /// <summary>Exclusive lock; null when somebody holds the content, or a peer was promised that it stays (content retention).</summary>
    public static ContentLock? TryExclusive(AnnexObjects objects, Key key, TimeProvider time)
    {
        string path = objects.PathOf(key);
        if (!Fs.Exists(Fs.Parent(path))) objects.Permissions.MakeDirectories(Fs.Parent(path));
        if (Take(objects, key, path, exclusive: true) is not { } held) return null;
        if (!Retention.IsActive(path, time)) return held;
        held.Dispose();
        return null;
    }

    /// <summary>True while somebody holds the exclusive lock on content that is here: it may be gone in a moment, and does not count as present.</summary>
    public static bool IsBeingRemoved(AnnexObjects objects, string objectPath) =>
        RecordLock.IsTaken(objects.Version >= 10 ? objectPath + ".lck" : objectPath, exclusively: true);

    static ContentLock? Take(AnnexObjects objects, Key key, string path, bool exclusive)
    {
        if (objects.Version >= 10)
        {
            string dir = Fs.Parent(path), lck = path + ".lck";
            for (int attempt = 0; attempt < 10; attempt++)
            {
                RecordLock? held;
                objects.Permissions.ThawDirectory(dir);
                try { held = RecordLock.TryTake(lck, exclusive); }
                catch (FileError e) when (e.Code == Errno.NoEntry && exclusive) { objects.Permissions.MakeDirectories(dir); continue; }
                catch (FileError e) when (e.Code == Errno.NoEntry) { return null; }
                if (!exclusive || held is null) objects.Permissions.FreezeDirectory(dir);
                if (held is null) return null;
                if (held.IsStillAt(lck)) return new ContentLock(objects, key, path, held, null, true, exclusive);
                held.Dispose();
                if (!exclusive) return null;   // as the reference: a lock file that vanished counts as locked by another
            }
            return null;
        }
        var sentinal = RecordLock.TryTake($"{objects.AnnexDirectory}/sentinal", exclusive: false);
        if (sentinal is null) return null;
        if (!Fs.Exists(path)) { if (exclusive) return new ContentLock(objects, key, path, sentinal, null, false, true); sentinal.Dispose(); return null; }
        var l = RecordLock.TryTake(path, exclusive, create: false);
        if (l is null || !l.IsStillAt(path)) { l?.Dispose(); sentinal.Dispose(); return null; }
        return new ContentLock(objects, key, path, l, sentinal, false, exclusive);
    }

    /// <summary>Releases; the lock file goes too unless another still holds it.</summary>
    public void Dispose()
    {
        if (_separate)
        {
            string lck = _object + ".lck";
            if ((IsExclusive || _lock.TryUpgrade()) && _lock.IsStillAt(lck))
            {
                _objects.Permissions.ThawDirectory(Fs.Parent(_object));
                Fs.TryUnlink(lck);
            }
            if (Fs.Exists(Fs.Parent(_object))) _objects.RemoveDirectories(_object);
        }
        _lock.Dispose();
        _sentinal?.Dispose();
    }
}
