using Breezeway.Base.Files;
using Breezeway.Remotes.P2P.Conversations;

namespace Breezeway.Remotes.Ssh;

/// <summary>An object, from whatever offset the other end asks for.</summary>
sealed class FileProvider(string path, Action<long>? progress) : IContentProvider
{
    public ValueTask<IContentSource?> OpenAsync(long offset, CancellationToken token)
    {
        var file = FileHandle.TryOpen(path, OpenMode.Read, out int errno);
        if (file is null) return errno == Errno.NoEntry ? new((IContentSource?)null) : throw new FileError("open", path, errno);
        var stat = file.Stat();
        long start = Math.Min(offset, stat.Size);
        if (start > 0) file.Seek(start);
        return new(new Source(file, stat, start, progress));
    }

    sealed class Source(FileHandle file, FileStat before, long start, Action<long>? progress) : IContentSource
    {
        long _read;

        public long Length => before.Size - start;

        public ValueTask<int> ReadAsync(Memory<byte> into, CancellationToken token)
        {
            int n = file.Read(into.Span);
            _read += n;
            progress?.Invoke(start + _read);
            return new(n);
        }

        /// <summary>Neither while it was read nor, as far as its name tells, replaced.</summary>
        public ValueTask<bool> IsUnchangedAsync(CancellationToken token) =>
            new(file.Stat().SameContentAs(before) && (Fs.LStat(file.Path) is not { } there || there.SameContentAs(before)));

        public ValueTask DisposeAsync()
        {
            file.Dispose();
            return default;
        }
    }
}
