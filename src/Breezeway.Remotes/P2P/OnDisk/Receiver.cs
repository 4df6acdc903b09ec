using Breezeway.Annex.Backends;
using Breezeway.Annex.Keys;
using Breezeway.Annex.Transfers;
using Breezeway.Base.Files;
using Breezeway.Remotes.P2P.Conversations;

namespace Breezeway.Remotes.P2P.OnDisk;

public sealed partial class OnDiskLocal
{
    /// <summary>Content on its way into annex/tmp. It is hashed as it comes; what continues an earlier try is read again at the end.</summary>
    sealed class Receiver : IContentReceiver
    {
        readonly OnDiskLocal _local;
        readonly Key _key;
        readonly string _tmp;
        readonly TransferLock _transfer;
        readonly Verifier? _hash;
        FileHandle? _file;
        long _at;
        bool _ended;

        internal Receiver(OnDiskLocal local, Key key, string tmp, long partial, TransferLock transfer)
        {
            (_local, _key, _tmp, _transfer, Offset, _at) = (local, key, tmp, transfer, partial, partial);
            MaxLength = key.Size is long size ? size - partial : local.Room();
            if (partial == 0 && local._repository.Settings.Verify) _hash = new Verifier(key);
        }

        public long Offset { get; }
        public long MaxLength { get; }

        FileHandle File
        {
            get
            {
                if (_file is not null) return _file;
                _file = FileHandle.Open(_tmp, OpenMode.Write | OpenMode.Create | OpenMode.NoFollow);
                // the lock keeps others of git-annex away: what grew meanwhile is not ours to keep
                _file.Truncate(Offset);
                _file.Seek(Offset);
                return _file;
            }
        }

        public ValueTask WriteAsync(ReadOnlyMemory<byte> data, CancellationToken token)
        {
            _local.Asked();
            File.Write(data.Span);
            _hash?.Append(data.Span);
            _at += data.Length;
            _transfer.Progress(_at);
            return default;
        }

        public ValueTask<bool> FinishAsync(bool mustVerify, CancellationToken token)
        {
            _ended = true;
            _ = File;          // empty content has a file too
            Close();
            if (!IsGood(mustVerify))
            {
                Reject();
                return new(false);
            }
            _local.Place(_key, _tmp);
            _transfer.Succeeded();
            return new(true);
        }

        bool IsGood(bool mustVerify)
        {
            if (_key.Size is long size && _at != size) return false;
            if (!mustVerify && Offset == 0 && !_local._repository.Settings.Verify) return true;
            return (_hash is not null ? _hash.Finish() : Verifier.CheckFile(_key, _tmp)) switch
            {
                VerifyResult.Good => true,
                // its backend cannot tell: then the sender's word is all there is
                VerifyResult.CannotVerify => !mustVerify,
                _ => false,
            };
        }

        public ValueTask<bool> FinishInPlaceAsync(CancellationToken token)
        {
            if (_local.Find(_key) is not { } path || !_local._thin.IsWhole(_key, path) || !_local._durability.Ensure(path)) return new(false);
            _ended = true;
            _local.Record(_key, true);
            _local._pointers.Populate(_key);
            _transfer.Succeeded();
            return new(true);
        }

        public ValueTask RejectAsync()
        {
            _ended = true;
            Reject();
            return default;
        }

        /// <summary>Lets another program write the file; null when it failed, false when what it wrote is not the content.</summary>
        internal bool? Fill(Func<string, bool> receive)
        {
            _ = File;
            Close();
            if (!receive(_tmp) || Fs.LStat(_tmp) is not { IsRegular: true } stat) { _transfer.Failed(); return null; }
            _ended = true;
            if ((_key.Size is long size && stat.Size != size) || Verifier.CheckFile(_key, _tmp) is VerifyResult.WrongHash or VerifyResult.WrongSize) { Reject(); return false; }
            _local.Place(_key, _tmp);
            _transfer.Succeeded();
            return true;
        }

        void Reject()
        {
            Close();
            Fs.TryUnlink(_tmp);
            _transfer.Failed();
        }

        void Close()
        {
            _file?.Dispose();
            _file = null;
        }

        public ValueTask DisposeAsync()
        {
            End();
            return default;
        }

        internal void End()
        {
            // cut off: what came is kept for the next try
            if (!_ended && _file is not null) _transfer.Failed();
            Close();
            _hash?.Dispose();
            _transfer.Dispose();
            _local.Asked();
        }
    }
}
