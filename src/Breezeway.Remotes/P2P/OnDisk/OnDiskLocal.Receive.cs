using Breezeway.Annex.Backends;
using Breezeway.Annex.Keys;
using Breezeway.Annex.Matching;
using Breezeway.Annex.Objects;
using Breezeway.Annex.Transfers;
using Breezeway.Base.Files;
using Breezeway.Remotes.P2P.Conversations;

namespace Breezeway.Remotes.P2P.OnDisk;

// PUT: content arrives (transfer.md 5).
public sealed partial class OnDiskLocal
{
    public ValueTask<ReceiveStart> BeginReceiveAsync(Key key, string file, CancellationToken token)
    {
        Asked();
        return new(BeginReceive(key, file));
    }

    ReceiveStart BeginReceive(Key key, string file)
    {
        if (AlreadyHere(key) is { } have) return have;
        var s = _repository.Settings;
        if (s.SecureHashesOnly && Backends.Find(key.Variety) is not { IsSecure: true }) return new ReceiveStart.Refused($"annex.securehashesonly blocked adding {key.Variety} key");
        var transfer = TransferLock.TryTake(_repository, TransferDirection.Download, _client, key, file);
        if (transfer is null) return new ReceiveStart.Refused("transfer already in progress, or unable to take transfer lock");
        try
        {
            // another process may have received it before the lock was ours
            if (AlreadyHere(key) is { } now) { transfer.Succeeded(); transfer.Dispose(); return now; }
            string tmp = _repository.Objects.TmpPath(key);
            _repository.Permissions.MakeDirectories(Fs.Parent(tmp));
            long partial = PartialSize(key, tmp);
            if (_repository.DiskReserve.Missing(key, partial) is long missing)
            {
                transfer.Failed();
                transfer.Dispose();
                return new ReceiveStart.Refused($"not enough free space, need {DataSize.Short(missing)} more (use --force to override this check or adjust annex.diskreserve)");
            }
            return new ReceiveStart.From(new Receiver(this, key, tmp, partial, transfer));
        }
        catch { transfer.Dispose(); throw; }
    }

    /// <summary>Null when it is not here. Content that is about to go is neither here nor wanted: the sender, who may drop its own, must hear of that.</summary>
    ReceiveStart? AlreadyHere(Key key)
    {
        if (Find(key) is not { } path) return null;
        if (ContentLock.IsBeingRemoved(_repository.Objects, path)) return new ReceiveStart.Refused("content is locked");
        if (!_thin.IsWhole(key, path) || !_durability.Ensure(path)) return new ReceiveStart.Refused("the content here is damaged");
        Record(key, true);
        return new ReceiveStart.AlreadyHave();
    }

    /// <summary>What an earlier try left; anything that cannot be a beginning of the content goes.</summary>
    static long PartialSize(Key key, string tmp)
    {
        if (Fs.LStat(tmp) is not { } stat) return 0;
        if (stat.IsRegular && stat.Links == 1 && (key.Size is not long size || stat.Size <= size)) return stat.Size;
        Fs.Unlink(tmp);
        return 0;
    }

    /// <summary>Bytes that a key without a size may have: what the disk can take.</summary>
    long Room()
    {
        try { return Math.Max(0, Fs.Space(_repository.AnnexDirectory).Free - _repository.Settings.DiskReserveBytes); }
        catch (FileError) { return long.MaxValue; }   // a file system that does not tell
    }

    /// <summary>Complete, verified content becomes the object; then it is durable, then it is recorded.</summary>
    void Place(Key key, string tmp)
    {
        _repository.Objects.Store(key, tmp);
        _durability.Sync();
        Record(key, true);
        _pointers.Populate(key);
    }
}
